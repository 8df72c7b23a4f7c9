/* Every page of the desk of a demonstration, by who has it. */
import type { Database } from '../../src/lib/server/platform/db/db.ts';

/** The first names of those whose addresses are `…@demo.example`; what is in braces, `learnDesk` knows. */
export const deskPages: Record<string, string[]> = {
  nadia: [
    '/desk',
    '/desk?view=held',
    '/desk?view=later',
    '/desk?view=done',
    '/desk/applications',
    '/desk/applications?q=nothing-has-this-name',
    '/desk/applications/{screening}',
    '/desk/applications/{asked}',
    '/desk/applications/{deciding}',
    '/desk/applications/{approved}',
    '/desk/applications/{withdrawn}',
    '/desk/decisions/{decision}',
    '/desk/settings/membership',
    '/desk/settings/charter',
    '/desk/messages',
    '/desk/messages?state=closed',
    '/desk/messages/{message}',
    '/desk/mails',
    '/desk/mails?state=waiting',
    '/desk/mails/{mail}',
    '/desk/organisations',
    '/desk/organisations?q=nothing-has-this-name',
    '/desk/organisations/new',
    '/desk/organisations/{organisation}',
    '/desk/organisations/{organisation}/edit',
    '/desk/organisations/{organisation}/merge?with={other}',
    '/desk/organisations/{organisation}/merge/with?q=green',
    '/desk/duplicates',
    '/desk/import',
    '/desk/import/{import}',
    '/desk/changes/{change}',
    '/desk/people',
    '/desk/people/new',
    '/desk/people/{person}',
    '/desk/people/{person}/merge?with={namesake}',
    '/desk/people/{person}/merge/with?q=sara',
    '/desk/find?q=sample',
    '/desk/find?q=nothing-has-this-name',
    '/desk/saved',
    '/desk/journal',
    '/desk/memberships/{membership}',
    '/account'
  ],
  mei: ['/desk', '/desk/decisions/{decision}'],
  grace: ['/desk', '/desk/decisions/{decision}'],
  yusuf: ['/desk'],
  ruth: ['/desk', '/desk/concerns', '/desk/concerns?state=closed', '/desk/concerns/{concern}'],
  joseph: ['/desk', '/desk/organisations', '/desk/people'],
  sara: [
    '/desk',
    '/desk/member/{organisation}',
    '/desk/member/{organisation}/edit',
    '/desk/member/{organisation}/name',
    '/desk/member/{organisation}/people'
  ],
  ivan: ['/desk', '/account']
};

/** Looks up what the demonstration made, and adds what it has none of: ids and references by what stands for them. */
export async function learnDesk(db: Database): Promise<Record<string, string | number>> {
  const known: Record<string, string | number> = {};
  for (const { state, reference } of await db.selectFrom('application').select(['state', 'reference']).execute())
    known[state] = reference;
  const idOf = async (table: 'decision' | 'mail', from: 'id' = 'id') =>
    (await db.selectFrom(table).select(from).orderBy(from, 'desc').executeTakeFirstOrThrow()).id;
  known.decision = (
    await db.selectFrom('decision').select('id').where('closedAt', 'is', null).executeTakeFirstOrThrow()
  ).id;
  known.mail = await idOf('mail');
  known.message = (await db.selectFrom('message').select('reference').executeTakeFirstOrThrow()).reference;
  known.concern = (await db.selectFrom('concern').select('reference').executeTakeFirstOrThrow()).reference;
  const organisation = (name: string) =>
    db.selectFrom('organisation').select('id').where('name', 'like', `${name}%`).executeTakeFirstOrThrow();
  known.organisation = (await organisation('Play Streets Network')).id;
  known.other = (await organisation('Green Yards')).id;
  const { id: membership } = await db
    .selectFrom('membership')
    .select('id')
    .where('organisationId', '=', Number(known.organisation))
    .executeTakeFirstOrThrow();
  known.membership = membership;
  const person = async (name: string) =>
    (await db.selectFrom('person').select('id').where('email', '=', `${name}@demo.example`).executeTakeFirstOrThrow())
      .id;
  known.person = await person('ana');
  known.namesake = await person('sara');
  const { id: change } = await db
    .insertInto('organisationChange')
    .values({ organisationId: Number(known.other), name: 'Greener Yards', kind: 'ngo', askedAt: new Date() })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: personId } = await db
    .selectFrom('person')
    .select('id')
    .where('email', '=', 'nadia@demo.example')
    .executeTakeFirstOrThrow();
  const { id: allianceId } = await db
    .selectFrom('alliance')
    .select('id')
    .where('level', '=', 'global')
    .executeTakeFirstOrThrow();
  const data = {
    heads: ['Name', 'City'],
    rows: [
      ['Kites for All', 'Quito'],
      ['', 'Lima']
    ],
    mapping: ['name', 'city'],
    onKnown: 'skip',
    becomes: 'known',
    delimiter: ',',
    encoding: 'utf-8'
  };
  const row = { allianceId, personId, name: 'list.csv', data: JSON.stringify(data), createdAt: new Date() };
  const { id: taken } = await db.insertInto('import').values(row).returning('id').executeTakeFirstOrThrow();
  Object.assign(known, { change, import: taken });
  return known;
}

/** An address with what is known put in. */
export const filledIn = (address: string, known: Record<string, string | number>): string =>
  address.replace(/\{(\w+)\}/g, (_, name: string) => String(known[name]));
