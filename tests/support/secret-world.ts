/* Something of every kind that the desk has, in one alliance, with a word in it that nobody outside may read. */
import { addAlliance } from '../../src/lib/server/alliances/alliances.ts';
import { raiseConcern, sendMessage } from '../../src/lib/server/contact/contact.ts';
import { addOrganisation } from '../../src/lib/server/membership/organisations.ts';
import type { Context } from '../../src/lib/server/platform/context.ts';
import { askAboutFailure } from '../../src/lib/server/platform/mail/failed.ts';
import { queueMail } from '../../src/lib/server/platform/mail/mail.ts';
import { openTask } from '../../src/lib/server/platform/tasks.ts';
import { signIn } from './signed-in.ts';
import { newAlliance, newOrganisation, type World } from './world.ts';

/** What stands in everything; lists that are asked for it are asked in small letters, so that they do not repeat it. */
export const secret = 'SECRETWORDS';

export interface SecretWorld {
  /** The global alliance; one in which all is; one below that; one beside it. */
  alliances: Record<'global' | 'here' | 'below' | 'beside', number>;
  /** One with all that is secret, another of the same alliance, one of the alliance beside. */
  organisations: Record<'secret' | 'other' | 'beside', number>;
  person: number;
  application: { id: number; reference: string };
  decision: number;
  /** What stands for a parameter in an address of the desk, by the part of the desk. */
  others: Record<string, string | number>;
  /** Numbers that forms of the desk hold: rows of somebody else. */
  rows: Record<'role' | 'membership' | 'note' | 'merge' | 'filter' | 'session' | 'passkey', number>;
}

/** Makes it through the operator's context `ctx`, at the clock's own time. */
export async function makeSecretWorld(ctx: Context): Promise<SecretWorld> {
  const { db } = ctx;
  const { id: global, slug } = await db
    .selectFrom('alliance')
    .select(['id', 'slug'])
    .where('level', '=', 'global')
    .executeTakeFirstOrThrow();
  const here = await addAlliance(ctx, newAlliance('refusals-here', { parent: slug }));
  const below = await addAlliance(ctx, newAlliance('refusals-below', { parent: 'refusals-here', level: 'city' }));
  const beside = await addAlliance(ctx, newAlliance('refusals-beside', { parent: slug }));
  const member = (name: string, allianceId: number) =>
    addOrganisation(
      ctx,
      newOrganisation({ alliances: { global: here } } as World, `refusals-${name.toLowerCase()}`, {
        name,
        allianceId,
        memberships: [{ allianceId, role: 'member', firstSeen: null }]
      })
    );
  const organisations = {
    secret: await member(`${secret} organisation`, here),
    other: await member('Other', here),
    beside: await member('Beside', beside)
  };
  // Named members are on public pages; one that only the desk knows is not.
  await db
    .updateTable('organisation')
    .set({ status: 'active', does: secret })
    .where('id', '=', organisations.secret)
    .execute();
  const somebody = await signIn(db, {
    name: `${secret} Person`,
    roles: [{ role: 'focal-point', on: { organisationId: organisations.secret } }]
  });
  const application = await addApplication(ctx, here);
  const decision = await addDecision(ctx, here, application.id);
  const written = await addWritten(ctx, here);
  const alone = await addRecords(ctx, here, organisations.secret, somebody.personId);
  const task = await db.selectFrom('task').select('id').where('kind', '=', 'message.answer').executeTakeFirstOrThrow();
  return {
    alliances: { global, here, below, beside },
    organisations,
    person: somebody.personId,
    application,
    decision,
    others: {
      ...written,
      applications: application.reference,
      files: application.file,
      decisions: decision,
      changes: alone.change,
      import: alone.import,
      organisations: organisations.secret,
      member: organisations.secret,
      people: somebody.personId,
      memberships: alone.rows.membership,
      tasks: task.id
    },
    rows: alone.rows
  };
}

async function addApplication({ db, now }: Context, allianceId: number) {
  const { id: file } = await db
    .insertInto('file')
    .values({ sha256: 'f'.repeat(64), bytes: 11, mediaType: 'application/pdf', name: `${secret}.pdf`, createdAt: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const application = {
    allianceId,
    reference: 'SECR-ETRF',
    state: 'deciding',
    locale: 'en',
    name: `${secret} applicant`,
    does: secret,
    focalEmail: 'secret@city.example',
    sentAt: now,
    createdAt: now,
    changedAt: now,
    safeguardingFileId: file
  };
  const { id } = await db.insertInto('application').values(application).returning('id').executeTakeFirstOrThrow();
  return { id, reference: application.reference, file };
}

async function addDecision(ctx: Context, allianceId: number, applicationId: number): Promise<number> {
  const { db, now } = ctx;
  const deadline = new Date(now.getTime() + 30 * 86_400_000);
  const { id } = await db
    .insertInto('decision')
    .values({
      allianceId,
      applicationId,
      method: 'vote',
      recommendation: 'approve',
      paper: secret,
      openedAt: now,
      deadline
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await openTask(ctx, {
    kind: 'application.answer',
    subject: { kind: 'application', id: applicationId },
    title: `${secret} applicant`,
    dueAt: deadline,
    allianceId,
    waitsFor: { audience: 'secretariat' }
  });
  return id;
}

/** A message, a concern and a mail that failed. */
async function addWritten(ctx: Context, allianceId: number) {
  const at = { id: allianceId, name: 'Here' };
  const messages = await sendMessage(ctx, at, {
    name: secret,
    email: 'secret@city.example',
    showing: null,
    topic: 'media',
    text: secret
  });
  const concerns = await raiseConcern(ctx, at, {
    text: secret,
    about: secret,
    place: null,
    urgent: true,
    contact: null,
    showing: null
  });
  const toAddress = `${secret}@gone.example`;
  const mails = await queueMail(ctx, { kind: 'contact.reply', to: toAddress, locale: 'en', subject: secret, text: '' });
  await ctx.db.updateTable('mail').set({ givenUpAt: ctx.now }).where('id', '=', mails).execute();
  await askAboutFailure(ctx, { id: mails, toAddress });
  return { messages, concerns, mails };
}

/** What belongs to an organisation, and to a person of it. */
async function addRecords({ db, now }: Context, allianceId: number, organisationId: number, personId: number) {
  const change = await db
    .insertInto('organisationChange')
    .values({ organisationId, name: secret, kind: 'ngo', askedAt: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const membership = await db
    .selectFrom('membership')
    .select('id')
    .where('organisationId', '=', organisationId)
    .executeTakeFirstOrThrow();
  const role = await db
    .selectFrom('personRole')
    .select('id')
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  const session = await db
    .selectFrom('session')
    .select('id')
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  const note = await db
    .insertInto('note')
    .values({ subjectKind: 'organisation', subjectId: organisationId, allianceId, personId, text: secret, at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const merge = await db
    .insertInto('merge')
    .values({ kind: 'organisation', keptId: organisationId, mergedId: organisationId, allianceId, data: '{}', at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const filter = await db
    .insertInto('savedFilter')
    .values({ personId, name: secret, list: 'organisations', query: 'q=x', createdAt: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const sheet = { heads: ['name'], rows: [[secret]], mapping: ['name'], onKnown: 'skip', becomes: 'known' };
  const taken = await db
    .insertInto('import')
    .values({
      allianceId,
      personId,
      name: `${secret}.csv`,
      data: JSON.stringify({ ...sheet, delimiter: ',', encoding: 'utf-8' }),
      createdAt: now
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const passkey = await db
    .insertInto('passkey')
    .values({ personId, name: secret, credentialId: 'x', publicKey: Buffer.from('x'), counter: 0, createdAt: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const ids = { membership, role, session, note, merge, filter, passkey };
  return {
    change: change.id,
    import: taken.id,
    rows: Object.fromEntries(Object.entries(ids).map(([name, { id }]) => [name, id])) as SecretWorld['rows']
  };
}
