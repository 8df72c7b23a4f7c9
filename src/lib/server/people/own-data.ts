import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { ownNumber } from './access/factors.ts';

/**
 * Everything that names the person who acts, to be taken along (GDPR articles 15 and 20): without what opens the
 * account (hashes, keys, secrets), and without the names of others. @throws NotFound for anybody who is no person
 */
export async function getOwnData(ctx: Context) {
  const id = ownNumber(ctx);
  const { db } = ctx;
  const person = await db
    .selectFrom('person')
    .select(['id', 'name', 'email', 'locale', 'digest', 'digestAt', 'createdAt', 'activatedAt'])
    .where('id', '=', id)
    .where('erasedAt', 'is', null)
    .executeTakeFirst();
  if (!person) throw new NotFound('person');
  const address = person.email!.toLowerCase();
  return {
    writtenAt: ctx.now,
    account: person,
    roles: await listRoles(ctx, id),
    ...(await listAccess(ctx, id)),
    ...(await listWork(ctx, id)),
    ...(await listAnswers(ctx, id)),
    ...(await listWords(ctx, id, address)),
    ...(await listUnderAddress(ctx, address))
  };
}

const listRoles = ({ db }: Context, id: number) =>
  db
    .selectFrom('personRole as r')
    .leftJoin('alliance as a', 'a.id', 'r.allianceId')
    .leftJoin('organisation as o', 'o.id', 'r.organisationId')
    .select(['r.role', 'a.name as alliance', 'o.name as organisation', 'r.since', 'r.until', 'r.endedAt'])
    .where('r.personId', '=', id)
    .orderBy('r.id')
    .execute();

async function listAccess({ db }: Context, id: number) {
  return {
    sessions: await db
      .selectFrom('session')
      .select(['device', 'method', 'createdAt', 'seenAt', 'expiresAt'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    devices: await db
      .selectFrom('knownDevice')
      .select(['label', 'firstSeenAt', 'lastSeenAt'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    password: await db.selectFrom('personPassword').select('setAt').where('personId', '=', id).execute(),
    passkeys: await db
      .selectFrom('passkey')
      .select(['name', 'createdAt', 'lastUsedAt'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    secondFactor: await db
      .selectFrom('secondFactor')
      .select(['createdAt', 'confirmedAt'])
      .where('personId', '=', id)
      .execute(),
    newAddress: await db.selectFrom('addressChange').select(['email', 'askedAt']).where('personId', '=', id).execute(),
    outsideAccounts: await db
      .selectFrom('outsideAccount')
      .select(['issuer', 'subject', 'linkedAt'])
      .where('personId', '=', id)
      .execute()
  };
}

async function listWork({ db }: Context, id: number) {
  return {
    tasks: await db
      .selectFrom('task')
      .select(['kind', 'title', 'openedAt', 'dueAt', 'doneAt'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    savedFilters: await db
      .selectFrom('savedFilter')
      .select(['name', 'list', 'query', 'createdAt'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    imports: await db
      .selectFrom('import')
      .select(['name', 'createdAt', 'doneAt'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    decisions: await db
      .selectFrom('decisionVoice as v')
      .innerJoin('decision as d', 'd.id', 'v.decisionId')
      .innerJoin('application as a', 'a.id', 'd.applicationId')
      .select(['a.reference', 'v.freeAt', 'v.recusedAt', 'v.recusal', 'v.choice', 'v.note', 'v.saidAt'])
      .where('v.personId', '=', id)
      .orderBy('d.id')
      .execute(),
    acts: await db
      .selectFrom('journal')
      .select(['at', 'fact', 'subjectKind', 'subjectId'])
      .where('actorKind', '=', 'person')
      .where('actorId', '=', id)
      .orderBy('id')
      .execute()
  };
}

/** What they said and wrote in the business of applications and organisations. */
async function listAnswers({ db }: Context, id: number) {
  return {
    applicationMessages: await db
      .selectFrom('applicationMessage')
      .select(['text', 'at'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    applicationSteps: await db
      .selectFrom('applicationStep as s')
      .innerJoin('application as a', 'a.id', 's.applicationId')
      .select(['a.reference', 's.state', 's.reason', 's.at'])
      .where('s.personId', '=', id)
      .orderBy('s.id')
      .execute(),
    applicationChecks: await db
      .selectFrom('applicationCheck as c')
      .innerJoin('application as a', 'a.id', 'c.applicationId')
      .select(['a.reference', 'c.item', 'c.answer', 'c.note', 'c.at'])
      .where('c.personId', '=', id)
      .orderBy('c.at')
      .execute(),
    confirmations: await db
      .selectFrom('confirmation')
      .select(['year', 'answer', 'answeredAt'])
      .where('answeredBy', '=', id)
      .orderBy('id')
      .execute(),
    changesAskedFor: await db
      .selectFrom('organisationChange')
      .select(['name', 'shortName', 'reason', 'askedAt'])
      .where('askedBy', '=', id)
      .orderBy('id')
      .execute()
  };
}

async function listWords({ db }: Context, id: number, address: string) {
  return {
    notesAboutMe: await db
      .selectFrom('note')
      .select(['text', 'at'])
      .where('subjectKind', '=', 'person')
      .where('subjectId', '=', id)
      .orderBy('id')
      .execute(),
    notesByMe: await db
      .selectFrom('note')
      .select(['subjectKind', 'subjectId', 'text', 'at'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute(),
    messages: await db
      .selectFrom('message')
      .select(['reference', 'name', 'email', 'topic', 'text', 'createdAt', 'closedAt'])
      .where(sql`lower(email)`, '=', address)
      .orderBy('id')
      .execute(),
    answers: await db
      .selectFrom('messageReply')
      .select(['text', 'at'])
      .where('personId', '=', id)
      .orderBy('id')
      .execute()
  };
}

async function listUnderAddress({ db }: Context, address: string) {
  return {
    applications: await db
      .selectFrom('application')
      .select([
        'reference',
        'name',
        'state',
        'createdAt',
        'sentAt',
        'decidedAt',
        'focalConfirmedAt',
        'charterAcceptedAt'
      ])
      .select((eb) => [
        eb
          .case()
          .when(sql`lower(focal_email)`, '=', address)
          .then(eb.ref('focalName'))
          .end()
          .as('focalName'),
        eb
          .case()
          .when(sql`lower(focal_email)`, '=', address)
          .then(eb.ref('focalTitle'))
          .end()
          .as('focalTitle'),
        eb
          .case()
          .when(sql`lower(signatory_email)`, '=', address)
          .then(eb.ref('signatoryName'))
          .end()
          .as('signatoryName'),
        eb
          .case()
          .when(sql`lower(signatory_email)`, '=', address)
          .then(eb.ref('signatoryTitle'))
          .end()
          .as('signatoryTitle')
      ])
      .where((eb) => eb.or([eb(sql`lower(focal_email)`, '=', address), eb(sql`lower(signatory_email)`, '=', address)]))
      .orderBy('id')
      .execute(),
    newsletter: await db
      .selectFrom('subscriber')
      .select(['email', 'locale', 'consent', 'askedAt', 'confirmedAt', 'leftAt'])
      .where(sql`lower(email)`, '=', address)
      .orderBy('id')
      .execute(),
    mails: await db
      .selectFrom('mail')
      .select(['kind', 'subject', 'createdAt', 'sentAt'])
      .where(sql`lower(to_address)`, '=', address)
      .orderBy('id')
      .execute()
  };
}
