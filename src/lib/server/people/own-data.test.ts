import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { waitingJobs } from '../../../../tests/support/jobs.ts';
import { countHashes, countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newOrganisation, type World } from '../../../../tests/support/world.ts';
import { addOrganisation } from '../membership/organisations.ts';
import type { Actor, Context } from '../platform/context.ts';
import { Conflict, Forbidden, NotFound } from '../platform/errors.ts';
import {
  askForAddress,
  changeOwnAccount,
  confirmAddress,
  isYoungSession,
  newAddressJob,
  writeToNewAddress
} from './account.ts';
import { actorOf } from './actors.ts';
import { erasePerson } from './erasure.ts';
import { watchFocalPoints } from './focal-points.ts';
import { forgetInvitations } from './forget.ts';
import { addSpeaker, handOver } from './handover.ts';
import { inviteJob, writeInvitation } from './invitations.ts';
import { inviteAgain, invitePerson } from './inviting.ts';
import { listJournal, listOwnActs } from './journal.ts';
import { makeLink } from './access/links.ts';
import { getOwnData } from './own-data.ts';
import { endRole, giveRole, personAt, type On } from './people.ts';
import { countPeople, getPerson, listOrganisationPeople, listOwnRoles, listPeople, listRolesOf } from './queries.ts';
import { beginSession } from './access/sessions.ts';
import { readmitPerson, suspendPerson } from './suspension.ts';
import { openTask } from '../platform/tasks.ts';
import type { Role } from '../platform/roles.ts';

const fill = async (ctx: Context) => {
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const world = await makeWorld(operator);
  const organisation = await addOrganisation(operator, newOrganisation(world, 'streets'));
  const kenyan = await addOrganisation(
    operator,
    newOrganisation(world, 'nairobi-streets', { allianceId: world.alliances.kenya })
  );
  return { world, organisation, kenyan };
};
const within = databaseOf(fill);
type Filled = { world: World; organisation: number; kenyan: number };

const operatorOf = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'operator' } });

/** A person with an account and roles, who then acts. */
async function somebody(ctx: Context, name: string, ...roles: [Role, On][]): Promise<Context & { id: number }> {
  const operator = operatorOf(ctx);
  const email = `${name.toLowerCase()}@people.example`;
  const id = await personAt(operator, { name, email, locale: 'en' });
  await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).where('id', '=', id).execute();
  for (const [role, on] of roles) await giveRole(operator, id, role, on);
  return { ...ctx, id, actor: await acting(ctx, id) };
}
const acting = async (ctx: Context, id: number): Promise<Actor> => (await actorOf(ctx, id, true)).actor;
const owner = (ctx: Context, { world }: Filled, name = 'Olive') =>
  somebody(ctx, name, ['owner', { allianceId: world.alliances.global }]);
const person = (ctx: Context, id: number) =>
  ctx.db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const mails = (ctx: Context) => ctx.db.selectFrom('mail').select(['kind', 'toAddress', 'text']).orderBy('id').execute();
const openTasks = (ctx: Context) =>
  ctx.db
    .selectFrom('task')
    .select(['kind', 'subjectId', 'personId', 'audience'])
    .where('doneAt', 'is', null)
    .orderBy('id')
    .execute();

/** Begins a session and gives its number. */
async function sessionOf(ctx: Context, id: number): Promise<number> {
  await beginSession(ctx, id, { method: 'link', secondFactor: true, device: 'Firefox' });
  const { id: session } = await ctx.db
    .selectFrom('session')
    .select('id')
    .where('personId', '=', id)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return session;
}
const later = <C extends Context>(ctx: C, minutes: number): C => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000)
});
/** The secret of the link in the last mail of a kind. */
const secretIn = async (ctx: Context, kind: string) => {
  const mail = (await mails(ctx)).findLast((each) => each.kind === kind);
  return /\/([\w-]{43})\b/.exec(mail!.text.replace(/\s/g, ' '))![1]!;
};

describe('one’s own account', () => {
  test(
    'name and language are changed by their person and by nobody else',
    within(async (ctx) => {
      const amina = await somebody(ctx, 'Amina');
      await changeOwnAccount(amina, { name: 'Amina O.', locale: 'sw' });
      expect(await person(ctx, amina.id)).toMatchObject({ name: 'Amina O.', locale: 'sw' });
      await expect(changeOwnAccount(ctx, { name: 'X', locale: 'en' })).rejects.toThrow(NotFound);
    })
  );

  test(
    'an address is changed once its reader said yes; the old one is told, and links sent there work no more',
    within(async (ctx) => {
      const amina = await somebody(ctx, 'Amina');
      const session = await sessionOf(ctx, amina.id);
      await makeLink(ctx, 'sign-in', amina.id, 60);
      await askForAddress(amina, session, 'new@people.example');
      await writeToNewAddress(ctx, amina.id);
      expect((await person(ctx, amina.id)).email).toBe('amina@people.example');
      const secret = await secretIn(ctx, 'people.new-address');
      await confirmAddress(ctx, secret);
      expect((await person(ctx, amina.id)).email).toBe('new@people.example');
      expect((await mails(ctx)).map(({ kind, toAddress }) => [kind, toAddress])).toEqual([
        ['people.new-address', 'new@people.example'],
        ['people.address-changed', 'amina@people.example']
      ]);
      const links = await ctx.db.selectFrom('oneTimeLink').select('purpose').where('usedAt', 'is', null).execute();
      expect(links).toEqual([]);
      await expect(confirmAddress(ctx, secret)).rejects.toThrow(NotFound);
    })
  );

  test(
    'an address is asked for in a young session of one’s own only, five times a day',
    within(async (ctx) => {
      const amina = await somebody(ctx, 'Amina');
      const session = await sessionOf(ctx, amina.id);
      const others = await sessionOf(ctx, (await somebody(ctx, 'Omar')).id);
      expect(await isYoungSession(later(amina, 29), session)).toBe(true);
      await expect(askForAddress(later(amina, 31), session, 'a@b.example')).rejects.toThrow('sign-in-again');
      await expect(askForAddress(amina, others, 'a@b.example')).rejects.toThrow('sign-in-again');
      for (let i = 0; i < 5; i++) await askForAddress(amina, session, `n${i}@b.example`);
      await expect(askForAddress(amina, session, 'n6@b.example')).rejects.toThrow('too-many');
    })
  );

  test(
    'an address of somebody else is not taken, and only that address learns that it was wanted',
    within(async (ctx) => {
      const amina = await somebody(ctx, 'Amina');
      await somebody(ctx, 'Omar');
      await askForAddress(amina, await sessionOf(ctx, amina.id), 'OMAR@people.example');
      await writeToNewAddress(ctx, amina.id);
      const [mail, ...rest] = await mails(ctx);
      expect(rest).toEqual([]);
      expect(mail).toMatchObject({ kind: 'people.address-taken', toAddress: 'OMAR@people.example' });
      expect(mail!.text).not.toMatch(/Amina|account\/address/);
    })
  );

  test(
    'a new address is asked for with as many statements, and no hash, whether somebody has it or nobody',
    within(async (ctx) => {
      const amina = await somebody(ctx, 'Amina');
      await somebody(ctx, 'Omar');
      const session = await sessionOf(ctx, amina.id);
      for (const email of ['omar@people.example', 'nobody@people.example', 'OMAR@people.example']) {
        const before = (await waitingJobs(ctx, newAddressJob.name)).length;
        let statements = 0;
        const hashes = await countHashes(async () => {
          statements = await countQueries(amina, (counted) => askForAddress(counted, session, email));
        });
        const jobs = (await waitingJobs(ctx, newAddressJob.name)).length - before;
        // The session, the wish, the fact.
        expect({ email, statements, hashes, jobs }).toEqual({ email, statements: 3, hashes: 0, jobs: 1 });
      }
    })
  );
});

describe('one’s own data', () => {
  test(
    'are all that names the person, without what opens the account and without anything of others',
    within(async (ctx, { world, organisation }) => {
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: organisation }]);
      const omar = await somebody(ctx, 'Omar', ['officer', { allianceId: world.alliances.global }]);
      await sessionOf(ctx, amina.id);
      await sessionOf(ctx, omar.id);
      const note = { subjectKind: 'person', allianceId: world.alliances.global, personId: omar.id, at: ctx.now };
      await ctx.db
        .insertInto('note')
        .values([
          { ...note, subjectId: amina.id, text: 'Prefers the phone' },
          { ...note, subjectId: omar.id, text: 'SECRETNOTE' }
        ])
        .execute();
      const data = await getOwnData(amina);
      const text = JSON.stringify(data);
      expect(data.account).toMatchObject({ name: 'Amina', email: 'amina@people.example' });
      expect(data.roles).toMatchObject([{ role: 'focal-point', organisation: 'streets' }]);
      expect(data.sessions).toHaveLength(1);
      expect(data.notesAboutMe.map((each) => each.text)).toEqual(['Prefers the phone']);
      expect(data.acts.map(({ fact }) => fact)).toEqual(['session.begun']);
      expect(text).not.toMatch(/SECRETNOTE|Omar|omar@|tokenHash|Hash/);
      await expect(getOwnData(ctx)).rejects.toThrow(NotFound);
    })
  );
});

describe('erasing a person', () => {
  test(
    'takes name, address, access, words and notes; the journal keeps their number',
    within(async (ctx, filled) => {
      await owner(ctx, filled);
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: filled.organisation }]);
      await sessionOf(ctx, amina.id);
      await ctx.db.insertInto('personPassword').values({ personId: amina.id, hash: 'x', setAt: ctx.now }).execute();
      await ctx.db
        .insertInto('message')
        .values({
          allianceId: filled.world.alliances.global,
          reference: 'AAAA-AAAA',
          fingerprint: 'f',
          name: 'Amina',
          email: 'AMINA@people.example',
          topic: 'other',
          text: 'AMINASWORDS',
          locale: 'en',
          createdAt: ctx.now
        })
        .execute();
      await erasePerson(amina, amina.id);
      await erasePerson(operatorOf(ctx), amina.id);
      expect(await person(ctx, amina.id)).toMatchObject({ name: 'Deleted account', email: null, erasedAt: ctx.now });
      for (const table of ['session', 'personPassword', 'message'] as const)
        expect(await ctx.db.selectFrom(table).selectAll().execute()).toEqual([]);
      const roles = await ctx.db.selectFrom('personRole').select('endedAt').where('personId', '=', amina.id).execute();
      expect(roles).toEqual([{ endedAt: ctx.now }]);
      expect((await openTasks(ctx)).map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
        ['organisation.without-focal-point', filled.organisation]
      ]);
      expect((await mails(ctx)).map(({ kind }) => kind)).toEqual(['people.erased']);
      const seen = await listPeople(operatorOf(ctx), { q: '', role: undefined, alliance: undefined, page: 1 });
      expect(JSON.stringify(seen)).not.toMatch(/Amina|former/);
      await expect(getPerson(operatorOf(ctx), amina.id)).rejects.toThrow(NotFound);
      expect(JSON.stringify(await listJournal(operatorOf(ctx), {} as never))).not.toMatch(/Amina/);
    })
  );

  test(
    'is refused for the last owner, to strangers, to other alliances, and to officers where an owner is meant',
    within(async (ctx, filled) => {
      const olive = await owner(ctx, filled);
      await expect(erasePerson(olive, olive.id)).rejects.toThrow('last-owner');
      const other = await owner(ctx, filled, 'Odile');
      const amina = await somebody(ctx, 'Amina');
      const officer = await somebody(ctx, 'Omar', ['officer', { allianceId: filled.world.alliances.global }]);
      const kenyan = await somebody(ctx, 'Kamau', ['officer', { allianceId: filled.world.alliances.kenya }]);
      const lead = await somebody(ctx, 'Lead', ['alliance-lead', { allianceId: filled.world.alliances.global }]);
      await expect(erasePerson(officer, other.id)).rejects.toThrow(Forbidden);
      await expect(erasePerson(lead, amina.id)).rejects.toThrow(Forbidden);
      await expect(erasePerson(amina, other.id)).rejects.toThrow(NotFound);
      await expect(erasePerson(kenyan, amina.id)).rejects.toThrow(NotFound);
      await expect(erasePerson(ctx, amina.id)).rejects.toThrow(NotFound);
      await expect(erasePerson(olive, 99_999)).rejects.toThrow(NotFound);
      expect((await person(ctx, amina.id)).erasedAt).toBe(null);
      await erasePerson(officer, amina.id);
      await erasePerson(olive, other.id);
      expect((await person(ctx, amina.id)).erasedAt).toEqual(ctx.now);
    })
  );

  test(
    'comes by itself for who was invited and did not come; whoever speaks for an organisation stays',
    within(async (ctx, filled) => {
      const operator = operatorOf(ctx);
      const add = (name: string, role: Role, on: On) =>
        invitePerson(operator, { name, email: `${name}@x.example`, locale: 'en' }, role, on);
      const gone = await add('gone', 'editor', { allianceId: filled.world.alliances.global });
      const stays = await add('stays', 'focal-point', { organisationId: filled.organisation });
      for (const id of [gone, stays]) await writeInvitation(ctx, id);
      expect(await forgetInvitations(later(ctx, 89 * 1440))).toBe(0);
      expect(await forgetInvitations(later(ctx, 91 * 1440))).toBe(1);
      expect([(await person(ctx, gone)).email, (await person(ctx, stays)).email]).toEqual([null, 'stays@x.example']);
    })
  );
});

test(
  'a role, and an organisation, that somebody may not know of is not found, whatever they would do with it',
  within(async (ctx, { organisation, kenyan, world }) => {
    const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: organisation }]);
    const [held] = await listOwnRoles(amina);
    const faith = await somebody(ctx, 'Faith', ['focal-point', { organisationId: kenyan }]);
    const kamau = await somebody(ctx, 'Kamau', ['officer', { allianceId: world.alliances.kenya }]);
    const nobody = { name: 'Njeri', email: 'n@people.example', locale: 'en' };
    for (const stranger of [faith, kamau, ctx]) {
      await expect(endRole(stranger, held!.id)).rejects.toThrow(NotFound);
      await expect(giveRole(stranger, faith.id, 'focal-point', { organisationId: organisation })).rejects.toThrow(
        NotFound
      );
      await expect(invitePerson(stranger, nobody, 'focal-point', { organisationId: organisation })).rejects.toThrow(
        NotFound
      );
    }
    expect(await listOwnRoles(amina)).toHaveLength(1);
    expect(await listOwnRoles(faith)).toHaveLength(1);
  })
);

describe('letting somebody speak for an organisation', () => {
  const first = { name: 'Njeri', email: 'njeri@people.example', locale: 'sw' };

  test(
    'makes the first focal point and signatory: who is new is invited, who has an account is told',
    within(async (ctx, { organisation, world }) => {
      const officer = await somebody(ctx, 'Omar', ['officer', { allianceId: world.alliances.global }]);
      const known = await somebody(ctx, 'Said', ['editor', { allianceId: world.alliances.global }]);
      await watchFocalPoints(ctx, organisation);
      expect((await openTasks(ctx)).map(({ kind }) => kind)).toEqual(['organisation.without-focal-point']);
      const id = await addSpeaker(officer, organisation, first, 'focal-point');
      expect(await addSpeaker(officer, organisation, { ...first, email: 'NJERI@people.example' }, 'focal-point')).toBe(
        id
      );
      expect(await openTasks(ctx)).toEqual([]);
      const said = { name: 'Said', email: 'said@people.example', locale: 'en' };
      expect(await addSpeaker(officer, organisation, said, 'signatory')).toBe(known.id);
      expect((await listOrganisationPeople(officer, organisation)).map(({ role, name }) => [role, name])).toEqual([
        ['focal-point', 'Njeri'],
        ['signatory', 'Said']
      ]);
      expect((await mails(ctx)).map(({ kind, toAddress }) => [kind, toAddress])).toEqual([
        ['people.role-given', 'said@people.example']
      ]);
      expect(await waitingJobs(ctx, 'people.invite')).toMatchObject([{ id }]);
    })
  );

  test(
    'is refused to others, and for somebody who is kept out',
    within(async (ctx, { organisation, kenyan, world }) => {
      const other = await somebody(ctx, 'Faith', ['focal-point', { organisationId: kenyan }]);
      const signs = await somebody(ctx, 'Sam', ['signatory', { organisationId: organisation }]);
      const lead = await somebody(ctx, 'Kamau', ['officer', { allianceId: world.alliances.kenya }]);
      await expect(addSpeaker(signs, organisation, first, 'focal-point')).rejects.toThrow(Forbidden);
      for (const stranger of [other, lead, ctx])
        await expect(addSpeaker(stranger, organisation, first, 'focal-point')).rejects.toThrow(NotFound);
      const officer = await somebody(ctx, 'Omar', ['officer', { allianceId: world.alliances.global }]);
      await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('id', '=', other.id).execute();
      const kept = { ...first, email: 'faith@people.example' };
      await expect(addSpeaker(officer, organisation, kept, 'focal-point')).rejects.toThrow('kept-out');
      expect((await listOrganisationPeople(officer, organisation)).map(({ name }) => name)).toEqual(['Sam']);
    })
  );
});

describe('a form that was sent twice', () => {
  const showing = '0d3ae3b6-4a5c-4f65-9f0a-2f8b3c1d9e77';
  const next = { name: 'Njeri', email: 'njeri@people.example', locale: 'sw', showing };
  const invited = async (ctx: Context) => (await waitingJobs(ctx, 'people.invite')).map(({ id }) => id);
  /** As after the first invitation was written: the job waits no longer. */
  const write = (ctx: Context) => sql`delete from pgboss.job`.execute(ctx.db);

  test(
    'makes one invitation and one mail; whoever went back and named somebody else, or another role, makes a new one',
    within(async (ctx, { world }) => {
      const lead = await somebody(ctx, 'Kamau', ['alliance-lead', { allianceId: world.alliances.kenya }]);
      const on = { allianceId: world.alliances.kenya };
      const id = await invitePerson(lead, next, 'editor', on);
      await write(ctx);
      expect(await invitePerson(lead, { ...next, email: 'NJERI@people.example' }, 'editor', on)).toBe(id);
      expect(await invited(ctx)).toEqual([]);
      const other = await invitePerson(lead, { ...next, email: 'other@people.example' }, 'editor', on);
      expect(await invited(ctx)).toEqual([other]);
      await invitePerson(lead, next, 'reviewer', on);
      expect((await invited(ctx)).toSorted()).toEqual([id, other].toSorted());
    })
  );

  test(
    'invites once more from another showing, and only once, who held the role already',
    within(async (ctx, { world }) => {
      const lead = await somebody(ctx, 'Kamau', ['alliance-lead', { allianceId: world.alliances.kenya }]);
      const on = { allianceId: world.alliances.kenya };
      const id = await invitePerson(lead, { ...next, showing: null }, 'editor', on);
      await write(ctx);
      await invitePerson(lead, next, 'editor', on);
      expect(await invited(ctx)).toEqual([id]);
      await write(ctx);
      await invitePerson(lead, next, 'editor', on);
      expect(await invited(ctx)).toEqual([]);
    })
  );

  test(
    'hands over once, also for whoever handed over their own and may not any more',
    within(async (ctx, { organisation, kenyan }) => {
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: organisation }]);
      const id = await handOver(amina, organisation, next, 'focal-point');
      await write(ctx);
      const after = { ...ctx, actor: await acting(ctx, amina.id) };
      expect(await handOver(after, organisation, next, 'focal-point')).toBe(id);
      expect(await invited(ctx)).toEqual([]);
      const another = { ...next, email: 'third@people.example' };
      await expect(handOver(after, organisation, another, 'focal-point')).rejects.toThrow(Forbidden);
      await expect(handOver(after, kenyan, { ...next, showing: null }, 'focal-point')).rejects.toThrow(Forbidden);
    })
  );

  test(
    'lets somebody with an account speak for an organisation with one note of it',
    within(async (ctx, { organisation, world }) => {
      const officer = await somebody(ctx, 'Omar', ['officer', { allianceId: world.alliances.global }]);
      const known = await somebody(ctx, 'Said');
      const said = { name: 'Said', email: 'said@people.example', locale: 'en', showing };
      for (const _ of [1, 2]) expect(await addSpeaker(officer, organisation, said, 'signatory')).toBe(known.id);
      expect(await mails(ctx)).toHaveLength(1);
    })
  );
});

describe('handing over', () => {
  const next = { name: 'Njeri', email: 'njeri@people.example', locale: 'sw' };

  test(
    'gives another person the role, the invitation and the open tasks of the organisation, and ends one’s own',
    within(async (ctx, { organisation, world }) => {
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: organisation }]);
      const task = {
        title: 'x',
        dueAt: ctx.now,
        allianceId: world.alliances.global,
        waitsFor: { personId: amina.id }
      };
      await openTask(ctx, {
        ...task,
        kind: 'organisation.first-steps',
        subject: { kind: 'organisation', id: organisation }
      });
      await openTask(ctx, { ...task, kind: 'decision.say', subject: { kind: 'decision', id: 4 } });
      const id = await handOver(amina, organisation, next, 'focal-point');
      expect((await openTasks(ctx)).map(({ kind, personId }) => [kind, personId])).toEqual([
        ['organisation.first-steps', id],
        ['decision.say', amina.id]
      ]);
      expect(await listOwnRoles(amina)).toEqual([]);
      expect(await listOwnRoles({ ...ctx, actor: await acting(ctx, id) })).toMatchObject([
        { role: 'focal-point', organisation: 'streets', givenBy: 'Amina' }
      ]);
    })
  );

  test(
    'is done by the organisation’s others and by the secretariat too, and the one who was replaced is told',
    within(async (ctx, { organisation, world }) => {
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: organisation }]);
      const signs = await somebody(ctx, 'Said', ['signatory', { organisationId: organisation }]);
      const id = await handOver(signs, organisation, next, 'focal-point', amina.id);
      expect((await mails(ctx)).map(({ kind, toAddress }) => [kind, toAddress])).toEqual([
        ['people.role-ended', 'amina@people.example']
      ]);
      const officer = await somebody(ctx, 'Omar', ['officer', { allianceId: world.alliances.global }]);
      await handOver(officer, organisation, { ...next, email: 'third@people.example' }, 'focal-point', id);
      expect((await openTasks(ctx)).map(({ kind }) => kind)).toEqual([]);
    })
  );

  test(
    'is refused to others, for who holds no such role, to oneself, and to somebody kept out',
    within(async (ctx, filled) => {
      const { organisation, kenyan, world } = filled;
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: organisation }]);
      const other = await somebody(ctx, 'Faith', ['focal-point', { organisationId: kenyan }]);
      const lead = await somebody(ctx, 'Kamau', ['officer', { allianceId: world.alliances.kenya }]);
      for (const stranger of [other, lead, ctx])
        await expect(handOver(stranger, organisation, next, 'focal-point', amina.id)).rejects.toThrow(Forbidden);
      await expect(handOver(amina, organisation, next, 'signatory')).rejects.toThrow(NotFound);
      await expect(handOver(amina, organisation, next, 'focal-point', other.id)).rejects.toThrow(NotFound);
      await expect(
        handOver(amina, organisation, { ...next, email: 'AMINA@people.example' }, 'focal-point')
      ).rejects.toThrow('same-person');
      const olive = await owner(ctx, filled);
      const out = await somebody(ctx, 'Out');
      await suspendPerson(olive, out.id);
      await expect(
        handOver(amina, organisation, { ...next, email: 'out@people.example' }, 'focal-point')
      ).rejects.toThrow('kept-out');
      expect(await listOwnRoles(amina)).toHaveLength(1);
    })
  );

  test(
    'a last focal point who steps down leaves a task for the secretariat, which the next one closes',
    within(async (ctx, filled) => {
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: filled.organisation }]);
      const [held] = await listOwnRoles(amina);
      await endRole(amina, held!.id);
      expect(await openTasks(ctx)).toMatchObject([
        { kind: 'organisation.without-focal-point', subjectId: filled.organisation, audience: 'secretariat' }
      ]);
      await giveRole(operatorOf(ctx), (await somebody(ctx, 'Njeri')).id, 'focal-point', {
        organisationId: filled.organisation
      });
      expect(await openTasks(ctx)).toEqual([]);
    })
  );
});

describe('the people of the desk', () => {
  const all = { q: '', role: undefined, alliance: undefined, page: 1 };

  test(
    'are those who hold a role in the reader’s reach, with only those roles; a sibling’s and the parent’s are not found',
    within(async (ctx, filled) => {
      const { world, organisation, kenyan } = filled;
      const olive = await owner(ctx, filled);
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: organisation }]);
      const both = await somebody(
        ctx,
        'Both',
        ['editor', { allianceId: world.alliances.global }],
        ['focal-point', { organisationId: kenyan }]
      );
      await somebody(ctx, 'Without');
      const lead = await somebody(ctx, 'Kamau', ['alliance-lead', { allianceId: world.alliances.kenya }]);
      expect((await listPeople(olive, all)).map(({ name }) => name)).toEqual([
        'Amina',
        'Both',
        'Kamau',
        'Olive',
        'Without'
      ]);
      const seen = await listPeople(lead, all);
      expect(seen.map(({ name, roles }) => [name, roles.map(({ role }) => role)])).toEqual([
        ['Both', ['focal-point']],
        ['Kamau', ['alliance-lead']]
      ]);
      expect(await countPeople(lead, all)).toBe(2);
      expect(await listPeople(lead, { ...all, role: 'editor' })).toEqual([]);
      expect(await listPeople(lead, { ...all, q: 'amina' })).toEqual([]);
      await expect(getPerson(lead, amina.id)).rejects.toThrow(NotFound);
      expect((await listRolesOf(lead, both.id)).map(({ role }) => role)).toEqual(['focal-point']);
      for (const nobody of [amina, ctx]) expect(await listPeople(nobody, all)).toEqual([]);
    })
  );

  test(
    'are found by words, role and alliance, and a sign of a pattern is only a letter',
    within(async (ctx, filled) => {
      const olive = await owner(ctx, filled);
      await somebody(ctx, 'Amina', ['focal-point', { organisationId: filled.kenyan }]);
      const names = async (filter: object) => (await listPeople(olive, { ...all, ...filter })).map(({ name }) => name);
      expect(await names({ q: 'AMINA@' })).toEqual(['Amina']);
      expect(await names({ q: '%' })).toEqual([]);
      expect(await names({ role: 'owner' })).toEqual(['Olive']);
      expect(await names({ alliance: filled.world.alliances.kenya })).toEqual(['Amina']);
    })
  );

  test(
    'are invited with a role by whoever may give it, and again until they come',
    within(async (ctx, filled) => {
      const { world } = filled;
      const lead = await somebody(ctx, 'Kamau', ['alliance-lead', { allianceId: world.alliances.kenya }]);
      const njeri = { name: 'Njeri', email: 'njeri@people.example', locale: 'sw' };
      const id = await invitePerson(lead, njeri, 'editor', { allianceId: world.alliances.kenya });
      expect(await invitePerson(lead, njeri, 'editor', { allianceId: world.alliances.kenya })).toBe(id);
      await inviteAgain(lead, id);
      await expect(invitePerson(lead, njeri, 'officer', { allianceId: world.alliances.kenya })).rejects.toThrow(
        Forbidden
      );
      await expect(invitePerson(lead, njeri, 'editor', { allianceId: world.alliances.global })).rejects.toThrow(
        Forbidden
      );
      await expect(inviteAgain(lead, lead.id)).rejects.toThrow('activated');
      const olive = await owner(ctx, filled);
      await expect(inviteAgain(lead, olive.id)).rejects.toThrow(NotFound);
    })
  );

  test(
    'are invited with as many statements, and no hash, whether somebody had the address whom the inviter does not see',
    within(async (ctx, filled) => {
      const { kenya, global } = filled.world.alliances;
      const lead = await somebody(ctx, 'Kamau', ['alliance-lead', { allianceId: kenya }]);
      await somebody(ctx, 'Unseen', ['editor', { allianceId: global }]);
      await personAt(operatorOf(ctx), { name: 'Never', email: 'never@people.example', locale: 'en' });
      const cost = async (name: string, role: Role) => {
        const person = { name, email: `${name.toUpperCase()}@people.example`, locale: 'en', showing: `of ${name}` };
        const before = (await waitingJobs(ctx, inviteJob.name)).length;
        let statements = 0;
        const hashes = await countHashes(async () => {
          statements = await countQueries(lead, (counted) =>
            invitePerson({ ...counted, actor: lead.actor }, person, role, { allianceId: kenya }).catch(() => 0)
          );
        });
        return { statements, hashes, jobs: (await waitingJobs(ctx, inviteJob.name)).length - before };
      };
      const [unseen, never, nobody] = [
        await cost('unseen', 'editor'),
        await cost('never', 'editor'),
        await cost('nobody', 'editor')
      ];
      // The showing held and looked for, the person and the role with a statement more each, the showing kept.
      expect(nobody).toEqual({ statements: 7, hashes: 0, jobs: 1 });
      expect([unseen, never]).toEqual([nobody, nobody]);
      const refused = [await cost('unseen', 'officer'), await cost('another', 'officer')];
      expect(refused).toEqual([refused[1], { statements: 0, hashes: 0, jobs: 0 }]);
    })
  );

  test(
    'are invited again in the journal of the alliance in which somebody may, not of another one in which they stand',
    within(async (ctx, { world }) => {
      const { global, kenya } = world.alliances;
      const lead = await somebody(ctx, 'Kamau', ['alliance-lead', { allianceId: kenya }]);
      const id = await personAt(operatorOf(ctx), { name: 'Njeri', email: 'njeri@people.example', locale: 'sw' });
      for (const allianceId of [global, kenya]) await giveRole(operatorOf(ctx), id, 'reviewer', { allianceId });
      await inviteAgain(lead, id);
      const facts = await ctx.db.selectFrom('journal').selectAll().where('fact', '=', 'person.invited').execute();
      expect(facts).toMatchObject([{ subjectId: id, allianceId: kenya }]);
    })
  );

  test(
    'are kept out by an owner of everything they stand in, with every session ended, and let in again',
    within(async (ctx, filled) => {
      const olive = await owner(ctx, filled);
      const amina = await somebody(ctx, 'Amina', ['focal-point', { organisationId: filled.organisation }]);
      await sessionOf(ctx, amina.id);
      const kenyan = await somebody(ctx, 'Kamau', ['owner', { allianceId: filled.world.alliances.kenya }]);
      for (const work of [suspendPerson, readmitPerson]) {
        await expect(work(kenyan, amina.id)).rejects.toThrow(NotFound);
        await expect(work(amina, amina.id)).rejects.toThrow(Forbidden);
      }
      await expect(suspendPerson(olive, olive.id)).rejects.toThrow('self');
      await suspendPerson(olive, amina.id);
      expect(await ctx.db.selectFrom('session').select('id').execute()).toEqual([]);
      expect((await openTasks(ctx)).map(({ kind }) => kind)).toEqual(['organisation.without-focal-point']);
      await readmitPerson(olive, amina.id);
      expect([(await person(ctx, amina.id)).suspendedAt, await openTasks(ctx)]).toEqual([null, []]);
      await expect(suspendPerson(kenyan, olive.id)).rejects.toThrow(NotFound);
      await giveRole(olive, olive.id, 'reviewer', { allianceId: filled.world.alliances.kenya });
      await expect(suspendPerson(kenyan, olive.id)).rejects.toThrow(Forbidden);
      await expect(suspendPerson(operatorOf(ctx), kenyan.id)).rejects.toThrow(Conflict);
    })
  );
});

describe('the journal', () => {
  test(
    'shows the secretariat its alliance and those below, nobody a sibling’s, and concerns to the safeguarding lead alone',
    within(async (ctx, { world }) => {
      const { global, kenya } = world.alliances;
      const officer = await somebody(ctx, 'Omar', ['officer', { allianceId: kenya }]);
      const whole = await somebody(ctx, 'Wangari', ['officer', { allianceId: global }]);
      const lead = await somebody(ctx, 'Salma', ['safeguarding-lead', { allianceId: global }]);
      const add = (fact: string, kind: string, allianceId: number | null) =>
        ctx.db
          .insertInto('journal')
          .values({ at: ctx.now, fact, subjectKind: kind, subjectId: 7, allianceId, actorKind: 'system', data: '{}' })
          .execute();
      await add('test.global', 'test', global);
      await add('test.kenya', 'test', kenya);
      await add('test.nowhere', 'test', null);
      await add('concern.raised', 'concern', kenya);
      const facts = async (reader: Context) =>
        (await listJournal(reader, { about: undefined } as never))
          .map(({ fact }) => fact)
          .filter((fact) => /^(test|concern)/.test(fact));
      expect(await facts(officer)).toEqual(['test.kenya']);
      expect(await facts(whole)).toEqual(['test.nowhere', 'test.kenya', 'test.global']);
      expect(await facts(lead)).toEqual(['concern.raised']);
      expect(await facts(ctx)).toEqual([]);
      const kept = await listJournal(whole, { fact: 'test', about: 'test:7', before: undefined } as never);
      expect(kept).toHaveLength(3);
      const [newest] = kept;
      expect(await listJournal(whole, { fact: 'test', before: newest!.id } as never)).toHaveLength(2);
      expect(await listJournal(whole, { fact: 'test', to: '2026-10-31' } as never)).toEqual([]);
    })
  );

  test(
    'shows everybody their own acts and nothing of others',
    within(async (ctx) => {
      const amina = await somebody(ctx, 'Amina');
      const omar = await somebody(ctx, 'Omar');
      await sessionOf(ctx, amina.id);
      await changeOwnAccount(amina, { name: 'Amina', locale: 'en' });
      await sessionOf(ctx, omar.id);
      expect((await listOwnActs(amina, {} as never)).map(({ fact }) => fact)).toEqual([
        'person.changed',
        'session.begun'
      ]);
      expect(await listOwnActs(ctx, {} as never)).toEqual([]);
    })
  );
});
