import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { wholeDatabase } from '../../../../tests/support/tables.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newAlliance, newOrganisation, type World } from '../../../../tests/support/world.ts';
import { addAlliance } from '../alliances/alliances.ts';
import { undoImport } from '../records/import-undo.ts';
import { getImport, mapImport, runImport, startImport } from '../records/organisation-import.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { sharedHosts } from '../membership/shared-hosts.ts';
import { watchFocalPoints } from '../people/focal-points.ts';
import { giveRole, personAt } from '../people/people.ts';
import { getPerson } from '../people/queries.ts';
import type { Context } from '../platform/context.ts';
import { Forbidden, Invalid, NotFound } from '../platform/errors.ts';
import type { Role } from '../platform/roles.ts';
import { listAlike, listDoubles } from './duplicates.ts';
import { findAnything } from './find.ts';
import { addNote, deleteNote, listNotes } from './notes.ts';
import { fullerOf, getOrganisationRecord, weighRecord, type Weight } from './organisation-record.ts';
import { countOrganisations, listOrganisations, readOrganisationFilter } from './organisations.ts';
import { deleteFilter, listFilters, saveFilter } from './saved-filters.ts';
import { organisationTimeline } from './timeline.ts';

interface Desk extends World {
  sibling: number;
  ours: number;
  theirs: number;
  me: number;
  other: number;
}

const within = databaseOf(async (ctx): Promise<Desk> => {
  const world = await makeWorld(ctx);
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const sibling = await addAlliance(ctx, newAlliance('bangladesh', { country: 'BD', name: { en: 'Bangladesh' } }));
  const at = (allianceId: number) => ({
    allianceId,
    memberships: [{ allianceId, role: 'member' as const, firstSeen: null }]
  });
  const ours = await addOrganisation(
    ctx,
    newOrganisation(world, 'ours', { ...at(world.alliances.kenya), name: 'Safe Streets Écoles' })
  );
  const theirs = await addOrganisation(
    ctx,
    newOrganisation(world, 'theirs', { ...at(sibling), name: 'Safe Streets SECRET' })
  );
  const [me, other] = [
    await personAt(operator, { name: 'Mine Officer', email: 'mine@desk.example', locale: 'en' }),
    await personAt(operator, { name: 'Safe SECRETPERSON', email: 'secret@desk.example', locale: 'en' })
  ];
  await giveRole(operator, other, 'focal-point', { organisationId: theirs });
  return { ...world, sibling, ours, theirs, me, other };
});

const as = (ctx: Context, id: number, role: Role, ...alliances: number[]): Context => ({
  ...ctx,
  actor: { kind: 'person', id, roles: [{ role, alliances, organisationId: null }] }
});
const kenya = (ctx: Context, desk: Desk, role: Role = 'officer') =>
  as(ctx, desk.me, role, desk.alliances.kenya, desk.alliances.nairobi);
const all = (ctx: Context, desk: Desk) => as(ctx, desk.me, 'officer', ...Object.values(desk.alliances), desk.sibling);
const filter = (query: string) => readOrganisationFilter(new URLSearchParams(query));
const names = async (ctx: Context, query = '') => (await listOrganisations(ctx, filter(query))).map(({ name }) => name);

describe('organisations on the desk', () => {
  test(
    'are those in reach, found without accents, and no sibling’s',
    within(async (ctx, desk) => {
      expect(await names(kenya(ctx, desk))).toEqual(['Safe Streets Écoles']);
      expect(await names(all(ctx, desk), 'q=safe')).toEqual(['Safe Streets Écoles', 'Safe Streets SECRET']);
      expect(await names(all(ctx, desk), 'q=ecoles')).toEqual(['Safe Streets Écoles']);
      expect(await names(all(ctx, desk), 'q=%25')).toEqual([]);
      expect(await names(all(ctx, desk), 'q=sa&state=member')).toHaveLength(2);
      expect(await names(all(ctx, desk), 'state=lapsed')).toEqual([]);
      expect(await names(ctx)).toEqual([]);
      await expect(getOrganisationRecord(kenya(ctx, desk), desk.theirs)).rejects.toThrow(NotFound);
      const { id: placeId } = await ctx.db
        .selectFrom('place')
        .select('id')
        .where('slug', '=', 'kenya')
        .executeTakeFirstOrThrow();
      await ctx.db.insertInto('organisationPlace').values({ organisationId: desk.ours, placeId }).execute();
      expect((await getOrganisationRecord(kenya(ctx, desk), desk.ours)).workedIn).toEqual(['KE']);
      expect((await getOrganisationRecord(kenya(ctx, desk, 'alliance-lead'), desk.ours)).can).toMatchObject({
        edit: false,
        merge: false
      });
    })
  );

  test(
    'that are members and have no focal point are counted',
    within(async (ctx, desk) => {
      expect(await names(all(ctx, desk), 'state=unspoken')).toEqual(['Safe Streets Écoles']);
      expect(await names(kenya(ctx, desk), 'state=unspoken')).toEqual(['Safe Streets Écoles']);
      // Whoever is kept out speaks for nobody; whose membership ended needs nobody.
      await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('id', '=', desk.other).execute();
      expect(await countOrganisations(all(ctx, desk), filter('state=unspoken'))).toBe(2);
      const over = { endedAt: ctx.now, endedHow: 'left', endedReason: 'x' };
      await ctx.db.updateTable('membership').set(over).where('organisationId', '=', desk.ours).execute();
      expect(await names(all(ctx, desk), 'state=unspoken')).toEqual(['Safe Streets SECRET']);
      expect(await names(kenya(ctx, desk), 'state=unspoken')).toEqual([]);
    })
  );

  test(
    'take as many statements for one as for three',
    within(async (ctx, desk) => {
      const read = async (each: Context) => {
        await listOrganisations(each, filter('q=safe'));
        await countOrganisations(each, filter('q=safe'));
        await organisationTimeline(each, desk.ours);
        await listDoubles(each);
        await findAnything(each, 'safe');
      };
      expect(await countQueries(kenya(ctx, desk), read)).toBe(8);
      expect(await countQueries(all(ctx, desk), read)).toBe(8);
    })
  );

  test(
    'that are alike are named, to those who see both',
    within(async (ctx, desk) => {
      const record = await getOrganisationRecord(all(ctx, desk), desk.ours);
      await ctx.db
        .updateTable('organisation')
        .set({ name: 'Safe streets ecole' })
        .where('id', '=', desk.theirs)
        .execute();
      expect(await listAlike(all(ctx, desk), record)).toMatchObject([{ id: desk.theirs, why: 'name' }]);
      expect(await listAlike(kenya(ctx, desk), record)).toEqual([]);
    })
  );

  test(
    'with one site are named, unless many share it',
    within(async (ctx, desk) => {
      const alikeBy = async (host: string) => {
        await ctx.db
          .updateTable('organisation')
          .set({ website: `https://www.${host}/page` })
          .where('id', 'in', [desk.ours, desk.theirs])
          .execute();
        const record = { id: desk.ours, folded: 'nothing like it', host };
        const why = (found: { why: string }[]) => found.map(({ why }) => why);
        return [why(await listAlike(all(ctx, desk), record)), why(await listDoubles(all(ctx, desk)))];
      };
      expect(await alikeBy('streets.example')).toEqual([['host'], ['host']]);
      for (const host of sharedHosts) expect([host, await alikeBy(host)]).toEqual([host, [[], []]]);
    })
  );
});

test(
  'the search of the desk finds what one may see and nothing of a sibling',
  within(async (ctx, desk) => {
    const found = await findAnything(kenya(ctx, desk), 'safe');
    expect(found.map(({ kind, text }) => [kind, text])).toEqual([['organisation', 'Safe Streets Écoles']]);
    expect((await findAnything(all(ctx, desk), 'secret')).map(({ kind }) => kind)).toEqual(['organisation', 'person']);
    expect(JSON.stringify(await findAnything(as(ctx, desk.me, 'reviewer', desk.sibling), 'secret'))).not.toContain(
      'SECRET'
    );
  })
);

test(
  'the search finds what one may go and do, by any words of it, without case and accents',
  within(async (ctx, desk) => {
    const acts = async (who: Context, q: string) =>
      (await findAnything(who, q)).filter(({ kind }) => kind === 'action').map(({ href }) => href);
    expect(await acts(all(ctx, desk), 'invite')).toEqual(['/desk/people/new']);
    expect(await acts({ ...all(ctx, desk), locale: 'fr' }, 'd’acces CLES')).toEqual(['/account/passkeys']);
    const speaker = as(ctx, desk.me, 'focal-point', desk.ours);
    expect(await acts(speaker, 'invite')).toEqual([]);
  })
);

test(
  'the search takes as many statements over five hundred of one name, and shows a few; signs alone find nothing',
  within(async (ctx, desk) => {
    const search = (q: string) => (each: Context) => findAnything(each, q);
    const few = await countQueries(all(ctx, desk), search('safe'));
    await sql`insert into person (name, email, locale, created_at)
      select 'Safe Name', 'same' || n || '@desk.example', 'en', ${ctx.now} from generate_series(1, 500) n`.execute(
      ctx.db
    );
    expect(await countQueries(all(ctx, desk), search('safe'))).toBe(few);
    const people = (await findAnything(all(ctx, desk), 'safe name')).filter(({ kind }) => kind === 'person');
    expect(people.length).toBeGreaterThan(1);
    expect(people.length).toBeLessThan(20);
    for (const q of ['   ', '%', '%%%', '___', '\\'])
      expect((await findAnything(all(ctx, desk), q)).filter(({ kind }) => kind !== 'action')).toEqual([]);
  })
);

test(
  'whoever the search finds has a page, and whose roles in reach have ended is not found',
  within(async (ctx, desk) => {
    const operator: Context = { ...ctx, actor: { kind: 'operator' } };
    await giveRole(operator, desk.other, 'reviewer', { allianceId: desk.alliances.kenya });
    const found = async () => (await findAnything(kenya(ctx, desk), 'secretperson')).map(({ href }) => href);
    expect(await found()).toEqual([`/desk/people/${desk.other}`]);
    expect(await getPerson(kenya(ctx, desk), desk.other)).toMatchObject({ id: desk.other });
    await ctx.db
      .updateTable('personRole')
      .set({ endedAt: ctx.now })
      .where('personId', '=', desk.other)
      .where('role', '=', 'reviewer')
      .execute();
    expect(await found()).toEqual([]);
    await expect(getPerson(kenya(ctx, desk), desk.other)).rejects.toThrow(NotFound);
  })
);

test(
  'notes are seen where they were written, and deleted by their writers within a day',
  within(async (ctx, desk) => {
    const about = { kind: 'organisation', id: desk.ours } as const;
    const note = await addNote(kenya(ctx, desk), about, '<b>Called</b> SECRET');
    expect(await listNotes(kenya(ctx, desk), about)).toMatchObject([
      { text: '<b>Called</b> SECRET', by: 'Mine Officer', canDelete: true }
    ]);
    expect(await listNotes(as(ctx, desk.me, 'officer', desk.sibling), about)).toEqual([]);
    await expect(addNote(as(ctx, desk.me, 'officer', desk.sibling), about, 'x')).rejects.toThrow(NotFound);
    await expect(deleteNote(as(ctx, desk.other, 'officer', desk.alliances.kenya), about, note)).rejects.toThrow(
      Forbidden
    );
    const late = { ...kenya(ctx, desk), now: new Date(ctx.now.getTime() + 25 * 3_600_000) };
    await expect(deleteNote(late, about, note)).rejects.toThrow(Forbidden);
    expect((await organisationTimeline(kenya(ctx, desk), desk.ours)).map(({ fact }) => fact)).toEqual([
      'note.added',
      'organisation.added'
    ]);
    await deleteNote(kenya(ctx, desk), about, note);
    expect(await listNotes(kenya(ctx, desk), about)).toEqual([]);
  })
);

test(
  'saved filters are one’s own',
  within(async (ctx, desk) => {
    await saveFilter(kenya(ctx, desk), 'organisations', 'Mine', 'q=a');
    await saveFilter(kenya(ctx, desk), 'organisations', 'Mine', 'q=b');
    const [kept, ...rest] = await listFilters(kenya(ctx, desk));
    expect([kept?.query, rest]).toEqual(['q=b', []]);
    const stranger = as(ctx, desk.other, 'officer', desk.alliances.kenya);
    expect(await listFilters(stranger)).toEqual([]);
    await expect(deleteFilter(stranger, kept!.id)).rejects.toThrow(NotFound);
    await deleteFilter(kenya(ctx, desk), kept!.id);
  })
);

describe('a spreadsheet', () => {
  const sheet = [
    'Organización;País;Tipo;Web;Correo;Contacto;Rol',
    '=cmd|calc;Kenia;ngo;play.example;a@play.example;Amina;focal-point',
    'Safe Streets Écoles;Kenya;ngo;;;;',
    'Bad;Atlantis;nope;javascript:1;no;;king'
  ].join('\r\n');
  const start = (ctx: Context, desk: Desk, text: string | Uint8Array = sheet) =>
    startImport(ctx, desk.alliances.kenya, {
      name: 'list.csv',
      bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text
    });

  test(
    'becomes records and contacts, without mail, and is taken back to the row',
    within(async (ctx, desk) => {
      const before = await wholeDatabase(ctx);
      const id = await start(kenya(ctx, desk), desk);
      expect((await getImport(kenya(ctx, desk), id)).data.mapping).toEqual([
        'name',
        'country',
        'kind',
        'website',
        'contactEmail',
        'contactName',
        'contactRole'
      ]);
      await expect(runImport(kenya(ctx, desk), id, false)).rejects.toThrow(Invalid);
      await runImport(kenya(ctx, desk), id, true);
      const { data } = await getImport(kenya(ctx, desk), id);
      expect(data.made!.counts).toEqual({ added: 1, filled: 0, skipped: 1, wrong: 1, people: 1 });
      expect(await ctx.db.selectFrom('mail').select('id').execute()).toEqual([]);
      await undoImport(kenya(ctx, desk), id);
      expect(await wholeDatabase(ctx)).toEqual(before);
    })
  );

  test(
    'makes a contact of whom it says no role the focal point, and goes back all the same',
    within(async (ctx, desk) => {
      const before = await wholeDatabase(ctx);
      const lines = ['One,a@play.example,Amina,', 'Two,b@play.example,Ben,none', 'Three,c@play.example,Cleo,signatory'];
      const id = await start(kenya(ctx, desk), desk, ['name,email,contact,role', ...lines].join('\n'));
      await runImport(kenya(ctx, desk), id, false);
      const roles = await ctx.db
        .selectFrom('person as p')
        .leftJoin('personRole as r', 'r.personId', 'p.id')
        .select(['p.name', 'r.role'])
        .where('p.email', 'like', '%@play.example')
        .orderBy('p.name')
        .execute();
      expect(roles.map(({ name, role }) => [name, role])).toEqual([
        ['Amina', 'focal-point'],
        ['Ben', null],
        ['Cleo', 'signatory']
      ]);
      await undoImport(kenya(ctx, desk), id);
      expect(await wholeDatabase(ctx)).toEqual(before);
    })
  );

  test(
    'finds a focal point for whom one was missing, and lets it be missed again',
    within(async (ctx, desk) => {
      await watchFocalPoints({ ...ctx, actor: { kind: 'operator' } }, desk.ours);
      const waits = async () =>
        (
          await ctx.db
            .selectFrom('task')
            .select('doneAt')
            .where('kind', '=', 'organisation.without-focal-point')
            .orderBy('id')
            .execute()
        ).map(({ doneAt }) => doneAt === null);
      const id = await start(kenya(ctx, desk), desk, 'name,email,contact\nSafe Streets Écoles,a@play.example,Amina');
      const { data } = await getImport(kenya(ctx, desk), id);
      await mapImport(kenya(ctx, desk), id, { mapping: data.mapping, onKnown: 'fill', becomes: data.becomes });
      await runImport(kenya(ctx, desk), id, false);
      expect(await waits()).toEqual([false]);
      await undoImport(kenya(ctx, desk), id);
      expect(await waits()).toEqual([false, true]);
    })
  );

  test(
    'keeps at its undoing what somebody worked with',
    within(async (ctx, desk) => {
      const id = await start(kenya(ctx, desk), desk);
      await runImport(kenya(ctx, desk), id, true);
      const { data } = await getImport(kenya(ctx, desk), id);
      await addNote(kenya(ctx, desk), { kind: 'organisation', id: data.made!.organisations[0]! }, 'Called');
      await undoImport(kenya(ctx, desk), id);
      expect((await getImport(kenya(ctx, desk), id)).data.undone).toEqual({
        organisations: 0,
        people: 0,
        kept: ['=cmd|calc', 'Amina']
      });
    })
  );

  test(
    'says of what it fills that it was edited, in the journal of the alliance whose record it is',
    within(async (ctx, desk) => {
      const id = await start(kenya(ctx, desk), desk, 'name,city\nSafe Streets Écoles,Nairobi');
      await mapImport(kenya(ctx, desk), id, { ...(await getImport(kenya(ctx, desk), id)).data, onKnown: 'fill' });
      await runImport(kenya(ctx, desk), id, false);
      const facts = await ctx.db.selectFrom('journal').selectAll().where('fact', '=', 'organisation.edited').execute();
      expect(facts).toMatchObject([{ subjectId: desk.ours, allianceId: desk.alliances.kenya }]);
    })
  );

  test(
    'fills, and gives people to, only what whoever takes it in may edit: a part in the own alliance is not enough',
    within(async (ctx, desk) => {
      const { global, kenya: here } = desk.alliances;
      const guest = await addOrganisation(
        ctx,
        newOrganisation(desk, 'guest', {
          name: 'Guest of Kenya',
          memberships: [global, here].map((allianceId) => ({ allianceId, role: 'member', firstSeen: null }))
        })
      );
      const text = 'name,city,contact,email,role\nGuest of Kenya,Taken,Mallory,mallory@evil.example,focal-point';
      const id = await start(kenya(ctx, desk), desk, text);
      await mapImport(kenya(ctx, desk), id, {
        ...(await getImport(kenya(ctx, desk), id)).data,
        onKnown: 'fill'
      });
      await runImport(kenya(ctx, desk), id, false);
      expect((await getImport(kenya(ctx, desk), id)).data.made!.counts).toMatchObject({
        filled: 0,
        skipped: 1,
        people: 0
      });
      const row = ctx.db.selectFrom('organisation').select('city').where('id', '=', guest);
      expect((await row.executeTakeFirstOrThrow()).city).toBeNull();
      const held = ctx.db.selectFrom('personRole').select('id').where('organisationId', '=', guest);
      expect(await held.execute()).toEqual([]);
    })
  );

  test(
    'is taken in by the secretariat alone, and found by nobody else; what is no table is refused',
    within(async (ctx, desk) => {
      await expect(start(kenya(ctx, desk, 'alliance-lead'), desk)).rejects.toThrow(Forbidden);
      const id = await start(kenya(ctx, desk), desk);
      await expect(getImport(as(ctx, desk.me, 'officer', desk.sibling), id)).rejects.toThrow(NotFound);
      await expect(undoImport(as(ctx, desk.me, 'officer', desk.sibling), id)).rejects.toThrow(NotFound);
      for (const wrong of ['', 'a;b', new Uint8Array([0x50, 0x4b, 3, 4, 0, 1]), `a\n${'x\n'.repeat(5001)}`])
        await expect(start(kenya(ctx, desk), desk, wrong)).rejects.toThrow(Invalid);
      const latin = new Uint8Array([...'name\nCaf'].map((letter) => letter.charCodeAt(0)).concat(0xe9));
      const old = await getImport(kenya(ctx, desk), await start(kenya(ctx, desk), desk, latin));
      expect([old.data.encoding, old.data.rows]).toEqual(['windows-1252', [['Café']]]);
    })
  );
});

describe('of two records that are one', () => {
  test('the member stays, then the one with more people, more facts, or that came first, whichever page it is', () => {
    const none: Weight = { id: 5, people: 0, memberships: 0, facts: 0 };
    const pairs: [Partial<Weight>, Partial<Weight>][] = [
      [{ memberships: 1 }, { people: 4, facts: 8 }],
      [{ people: 2 }, { people: 1, facts: 8 }],
      [{ facts: 2 }, { id: 1, facts: 1 }],
      [{}, { id: 9 }]
    ];
    for (const [stays, goes] of pairs) {
      const [one, other] = [
        { ...none, ...stays },
        { ...none, id: 7, ...goes }
      ];
      expect([fullerOf(one, other), fullerOf(other, one)]).toEqual([one.id, one.id]);
    }
  });

  test(
    'each has its people now and the memberships that go on',
    within(async (ctx, { sibling, theirs, me }) => {
      const officer = as(ctx, me, 'officer', sibling);
      const weigh = async () => weighRecord(officer, await getOrganisationRecord(officer, theirs));
      expect(await weigh()).toMatchObject({ id: theirs, people: 1, memberships: 1 });
      await ctx.db.updateTable('personRole').set({ endedAt: ctx.now }).where('organisationId', '=', theirs).execute();
      expect(await weigh()).toMatchObject({ people: 0, memberships: 1 });
    })
  );
});
