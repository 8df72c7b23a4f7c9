/* How many statements each list of the desk makes, with one row and with three: as many, and no more than are said here. */
import { expect, test } from 'vitest';
import { countQueries } from '../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, newOrganisation, type World } from '../../../../tests/support/world.ts';
import { listConcerns } from '../contact/concerns.ts';
import { listMessages } from '../contact/queries.ts';
import { listApplicationMessages } from '../joining/application-queries.ts';
import { listAccepting, listCharters, proposeFirstCharter } from '../joining/charters.ts';
import { listCommittee } from '../joining/deciding/decision-queries.ts';
import { countApplications, getApplicationFile, listApplications } from '../joining/screening-queries.ts';
import { addApplication, asProgram } from '../joining/test-applications.ts';
import { listMembershipsOf } from '../membership/member-queries.ts';
import { addOrganisation } from '../membership/organisations.ts';
import { listSpeakers } from '../membership/speakers.ts';
import { listPasskeys } from '../people/access/passkeys.ts';
import { listOwnSessions } from '../people/access/sessions.ts';
import { listAlikePeople } from '../people/alike.ts';
import { listRoleChoices } from '../people/choices.ts';
import { listJournal, listOwnActs } from '../people/journal.ts';
import { giveRole, personAt } from '../people/people.ts';
import {
  countPeople,
  listAlliancesInReach,
  listOrganisationPeople,
  listOwnRoles,
  listPeople,
  listRolesOf
} from '../people/queries.ts';
import type { Context } from '../platform/context.ts';
import { record } from '../platform/journal.ts';
import type { Role } from '../platform/roles.ts';
import { listImports } from '../records/organisation-import.ts';
import { listActions } from './actions.ts';
import { listAlike, listDoubles } from './duplicates.ts';
import { countMails, listMails } from './mails.ts';
import { listNotes } from './notes.ts';
import * as records from './organisation-record.ts';
import {
  countOrganisations,
  listOrganisations,
  listOrganisationsForExport,
  organisationChoices,
  readOrganisationFilter
} from './organisations.ts';
import { listOwnPlaces } from './parts.ts';
import { countTasks, listColleagues, listTasks, queueViews } from './queue.ts';
import { listFilters } from './saved-filters.ts';
import { organisationTimeline, personTimeline } from './timeline.ts';

interface Desk extends World {
  me: number;
  /** The organisation, person and application of which the rows are. */
  home: number;
  somebody: number;
  application: { id: number; reference: string };
  charter: number;
  listed: number[];
}

const within = databaseOf(async (ctx): Promise<Desk> => {
  const world = await makeWorld(ctx);
  const add = (name: string) =>
    personAt(asProgram(ctx), { name, email: `${name}@desk.example`, locale: 'en', showing: null });
  await proposeFirstCharter(asProgram(ctx));
  const charter = await ctx.db.selectFrom('charter').select('id').executeTakeFirstOrThrow();
  return {
    ...world,
    me: await add('me'),
    somebody: await add('somebody'),
    home: await addOrganisation(ctx, newOrganisation(world, 'home', { memberships: [] })),
    application: await addApplication(ctx, world.alliances.global, { state: 'asked', name: 'Home' }),
    charter: charter.id,
    listed: []
  };
});

const officer = (ctx: Context, { me, alliances, listed }: Desk): Context => {
  const all = Object.values(alliances);
  const on = (role: Role) => ({ role, alliances: all, organisationId: null });
  const speaks = listed.map((organisationId) => ({ role: 'focal-point' as const, alliances: [], organisationId }));
  return { ...ctx, actor: { kind: 'person', id: me, roles: [on('officer'), on('safeguarding-lead'), ...speaks] } };
};

/** One row more of everything. */
async function addOneOfEach(ctx: Context, desk: Desk, n: number): Promise<void> {
  const { db, now } = ctx;
  const { me, home, somebody, application, alliances } = desk;
  const allianceId = alliances.global;
  const each = [alliances.global, alliances.kenya, alliances.nairobi][n]!;
  const program = asProgram(ctx);
  const organisation = (name: string, slug: string, website: string | null = null) =>
    addOrganisation(ctx, newOrganisation(desk, slug, { name, website, country: 'KE', themes: ['mobility'] }));
  desk.listed.push(await organisation(`Listed ${n}`, `listed-${n}`, 'https://alike.example'));
  await organisation(`Twin ${n}`, `twin-${n}`);
  await organisation(`Twin ${n}`, `twin-${n}-again`);
  await db
    .updateTable('membership')
    .set({ charterId: desk.charter })
    .where('organisationId', '=', desk.listed.at(-1)!)
    .execute();
  await db.insertInto('membership').values({ organisationId: home, allianceId: each, role: 'member' }).execute();

  const person = await personAt(program, { name: 'Alike', email: `alike${n}@desk.example`, locale: 'en' });
  await db.updateTable('person').set({ activatedAt: now }).where('id', '=', person).execute();
  await giveRole(program, person, 'focal-point', { organisationId: home });
  for (const role of ['officer', 'steering-member'] as const) await giveRole(program, person, role, { allianceId });
  await giveRole(program, somebody, 'reviewer', { allianceId: each });

  const key = { credentialId: `key ${n}`, publicKey: Buffer.alloc(1), counter: 0, name: 'Key', createdAt: now };
  await db
    .insertInto('passkey')
    .values({ ...key, personId: me })
    .execute();
  const session = { method: 'link', device: 'd', createdAt: now, seenAt: now, expiresAt: new Date(2030, 1) };
  await db
    .insertInto('session')
    .values({ ...session, tokenHash: `token ${n}`, personId: me })
    .execute();
  await db
    .insertInto('savedFilter')
    .values({ personId: me, list: 'people', name: `Filter ${n}`, query: '', createdAt: now })
    .execute();
  await db
    .insertInto('merge')
    .values({ kind: 'person', keptId: somebody, mergedId: person, data: '{}', at: now })
    .execute();
  await db
    .insertInto('import')
    .values({ allianceId, personId: me, name: `List ${n}`, data: '{}', createdAt: now })
    .execute();
  await db
    .insertInto('note')
    .values({ subjectKind: 'organisation', subjectId: home, allianceId, personId: me, text: `Note ${n}`, at: now })
    .execute();

  const task = {
    kind: 'organisation.change',
    subjectKind: 'organisation-change',
    title: 'Task',
    allianceId,
    audience: 'secretariat',
    openedAt: now,
    dueAt: now
  };
  await db
    .insertInto('task')
    .values([
      { ...task, subjectId: 10 * n },
      { ...task, subjectId: 10 * n + 1, heldBy: person },
      { ...task, subjectId: 10 * n + 2, snoozedUntil: new Date(now.getTime() + 86_400_000) },
      { ...task, subjectId: 10 * n + 3, doneAt: now, doneBy: me }
    ])
    .execute();

  await addApplication(ctx, allianceId, { organisationId: home });
  const of = { applicationId: application.id, personId: me, at: now };
  await db
    .insertInto('applicationMessage')
    .values({ ...of, text: `Message ${n}` })
    .execute();
  await db
    .insertInto('applicationCheck')
    .values({ ...of, item: `item ${n}`, answer: 'yes' })
    .execute();
  const charter = { title: '{}', text: '{}', adopted: true, publishedAt: now };
  await db
    .insertInto('charter')
    .values({ ...charter, allianceId: alliances.kenya, version: n + 1 })
    .execute();

  const arrived = {
    allianceId,
    reference: `R-${n}`,
    fingerprint: `f ${n}`,
    text: 'Text',
    locale: 'en',
    createdAt: now
  };
  await db
    .insertInto('message')
    .values({ ...arrived, name: 'N', email: 'n@x.example', topic: 'other' })
    .execute();
  await db
    .insertInto('concern')
    .values({ ...arrived, urgent: false })
    .execute();
  const mail = { kind: 'contact.reply', toAddress: 'a@x.example', locale: 'en', subject: 's', text: 't', html: 'h' };
  await db
    .insertInto('mail')
    .values([
      { ...mail, createdAt: now },
      { ...mail, createdAt: now, givenUpAt: now }
    ])
    .execute();
  const mine = officer(ctx, desk);
  await record(mine, 'application.written', { kind: 'application', id: application.id, allianceId });
  await record(mine, 'test.done', { kind: 'organisation', id: home, allianceId });
  await record(mine, 'test.done', { kind: 'person', id: somebody, allianceId });
}

type List = (ctx: Context, desk: Desk) => Promise<unknown[]>;
const filter = { ...readOrganisationFilter(new URLSearchParams()), q: 'listed' };
const tests = (rows: { fact: string }[]) => rows.filter(({ fact }) => fact === 'test.done');
const aboutHome = ({ home }: Desk) => ({ fact: 'test', about: `organisation:${home}` }) as never;
const some = { state: undefined, role: undefined, alliance: undefined, q: 'alike', page: 1 };

/** Each list with the statements that it makes. */
const lists: Record<string, [statements: number, list: List]> = {
  ...Object.fromEntries(
    queueViews.map((view) => [`tasks, ${view}`, [1, (ctx) => listTasks(ctx, view)] satisfies [number, List]])
  ),
  'tasks, how many': [1, async (ctx) => Array(Number((await countTasks(ctx)).mine))],
  'tasks, to whom': [1, (ctx, { alliances }) => listColleagues(ctx, 'secretariat', alliances.global)],
  applications: [1, (ctx) => listApplications(ctx, { q: 'play' })],
  'applications, how many': [1, async (ctx) => Array(Number(await countApplications(ctx, { q: 'play' })))],
  'messages of an application': [7, async (ctx, { application }) => (await fileOf(ctx, application)).messages],
  'events of an application': [7, async (ctx, { application }) => (await fileOf(ctx, application)).events],
  'checks of an application': [7, async (ctx, { application }) => (await fileOf(ctx, application)).checks],
  'messages, to its applicant': [1, (ctx, { application }) => listApplicationMessages(ctx, application.id)],
  committee: [2, (ctx, { application }) => listCommittee(ctx, application.reference)],
  organisations: [1, (ctx) => listOrganisations(ctx, filter)],
  'organisations, how many': [1, async (ctx) => Array(Number(await countOrganisations(ctx, filter)))],
  'organisations, as a table': [1, (ctx) => listOrganisationsForExport(ctx, filter)],
  'people of a record': [1, (ctx, { home }) => records.listOrganisationPeople(ctx, home)],
  'parts of a record': [1, (ctx, { home }) => records.listOrganisationParts(ctx, home)],
  'applications of a record': [1, (ctx, { home }) => records.listOrganisationApplications(ctx, home)],
  'timeline of a record': [1, async (ctx, { home }) => tests(await organisationTimeline(ctx, home))],
  notes: [1, (ctx, { home }) => listNotes(ctx, { kind: 'organisation', id: home })],
  alike: [1, (ctx, { home }) => listAlike(ctx, { id: home, folded: 'nothing like it', host: 'alike.example' })],
  duplicates: [1, async (ctx) => (await listDoubles(ctx)).filter(({ why }) => why === 'name')],
  imports: [1, (ctx) => listImports(ctx)],
  people: [1, (ctx) => listPeople(ctx, some)],
  'people, how many': [1, async (ctx) => Array(await countPeople(ctx, some))],
  'people alike': [1, (ctx, { me }) => listAlikePeople(ctx, { id: me, name: 'alike', email: 'x@y.example' })],
  'roles of a person': [1, (ctx, { somebody }) => listRolesOf(ctx, somebody)],
  'timeline of a person': [1, async (ctx, { somebody }) => tests(await personTimeline(ctx, somebody))],
  merges: [1, (ctx, { somebody }) => records.listUndoable(ctx, 'person', somebody)],
  messages: [2, async (ctx) => (await listMessages(ctx, { state: 'open', words: '', page: 1 })).messages],
  concerns: [2, async (ctx) => (await listConcerns(ctx, { state: 'open', page: 1 })).concerns],
  'mails that wait': [1, (ctx) => listMails(ctx, { state: 'waiting', page: 1 })],
  'mails that failed': [1, (ctx) => listMails(ctx, { state: 'failed', page: 1 })],
  'mails, how many': [1, async (ctx) => Array(Number((await countMails(ctx)).failed))],
  journal: [1, (ctx, desk) => listJournal(ctx, aboutHome(desk))],
  'own acts': [1, (ctx, desk) => listOwnActs(ctx, aboutHome(desk))],
  'saved filters': [1, (ctx) => listFilters(ctx)],
  charters: [1, (ctx, { alliances }) => listCharters(ctx, alliances.kenya)],
  'who accepted a charter': [1, (ctx, { charter }) => listAccepting(ctx, charter)],
  'memberships of a member': [1, (ctx, { home }) => listMembershipsOf(ctx, home)],
  'people of a member': [1, (ctx, { home }) => listOrganisationPeople(ctx, home)],
  'whom to ask at a member': [1, (ctx, { home }) => listSpeakers(ctx, [home])],
  'organisations of one’s own': [1, async (ctx) => (await listOwnPlaces(ctx)).organisations],
  'roles of one’s own': [
    1,
    (ctx, { somebody }) => listOwnRoles({ ...ctx, actor: { kind: 'person', id: somebody, roles: [] } })
  ],
  sessions: [1, (ctx) => listOwnSessions(ctx)],
  passkeys: [1, (ctx) => listPasskeys(ctx)]
};
const fileOf = (ctx: Context, { reference }: Desk['application']) => getApplicationFile(ctx, reference);

async function measure(ctx: Context, desk: Desk): Promise<Record<string, { rows: number; statements: number }>> {
  const measured: [string, { rows: number; statements: number }][] = [];
  for (const [name, [, list]] of Object.entries(lists)) {
    let rows = 0;
    const statements = await countQueries(officer(ctx, desk), async (counted) => {
      rows = (await list(counted, desk)).length;
    });
    measured.push([name, { rows, statements }]);
  }
  return Object.fromEntries(measured);
}

const expected = (rows: number) =>
  Object.fromEntries(Object.entries(lists).map(([name, [statements]]) => [name, { rows, statements }]));

test(
  'each list of the desk takes as many statements for three rows as for one',
  within(async (ctx, filled) => {
    const desk = { ...filled, listed: [] };
    await addOneOfEach(ctx, desk, 0);
    expect(await measure(ctx, desk)).toEqual(expected(1));
    for (const n of [1, 2]) await addOneOfEach(ctx, desk, n);
    expect(await measure(ctx, desk)).toEqual(expected(3));
  })
);

/** What there is to choose from and to do, which has as many rows as the alliance has parts. */
const choices: [name: string, statements: number, list: (ctx: Context) => Promise<unknown>][] = [
  ['kinds and countries of organisations', 2, organisationChoices],
  ['roles to give', 1, listRoleChoices],
  ['alliances in reach', 1, listAlliancesInReach],
  ['what can be done', 1, listActions]
];

test.each(choices)('%s take as many statements, however much there is', (_, statements, list) =>
  within(async (ctx, filled) => {
    const desk = { ...filled, listed: [] };
    for (const n of [0, 1, 2]) {
      await addOneOfEach(ctx, desk, n);
      expect(await countQueries(officer(ctx, desk), list)).toBe(statements);
    }
  })()
);

/** What a spreadsheet gets page after page. */
const tables: Record<string, (ctx: Context, page: number, pageSize: number) => Promise<unknown[]>> = {
  tasks: (ctx, page, pageSize) => listTasks(ctx, 'mine', { page, pageSize }),
  applications: (ctx, page, pageSize) => listApplications(ctx, {}, page, pageSize),
  organisations: (ctx, page, pageSize) => listOrganisationsForExport(ctx, filter, { page, pageSize }),
  people: (ctx, page, pageSize) => listPeople(ctx, { ...some, page }, pageSize),
  messages: async (ctx, page, pageSize) =>
    (await listMessages(ctx, { state: 'all', words: '', page }, pageSize)).messages,
  concerns: async (ctx, page, pageSize) => (await listConcerns(ctx, { state: 'all', page }, pageSize)).concerns,
  mails: (ctx, page, pageSize) => listMails(ctx, { state: 'failed', page }, pageSize)
};

test.each(Object.entries(tables))('the pages of %s, of whatever length, are the whole list', (_, list) =>
  within(async (ctx, filled) => {
    const desk = { ...filled, listed: [] };
    for (const n of [0, 1, 2]) await addOneOfEach(ctx, desk, n);
    const reader = officer(ctx, desk);
    const whole = await list(reader, 1, 1000);
    expect(whole.length).toBeGreaterThanOrEqual(3);
    const pages = [];
    for (let page = 1; page <= whole.length; page++) pages.push(await list(reader, page, 1));
    expect(pages.flat()).toEqual(whole);
  })()
);
