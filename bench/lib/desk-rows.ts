/* The rows that the benchmark of the desk fills an instance with: the same ones for the same numbers. */
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../src/lib/server/platform/db/db.ts';
import { organisationKinds } from '../../src/lib/server/membership/kinds.ts';
import { taskKinds } from '../../src/lib/server/platform/tasks.ts';
import { organisationName, personName } from './desk-names.ts';
import { Random } from './random.ts';

/** How many of each there are. Numbers of rows begin above those of the starter. */
export interface DeskSize {
  organisations: number;
  people: number;
  tasks: number;
  applications: number;
  messages: number;
  facts: number;
  notes: number;
}

export const first = 100_000;
const aPart = 5_000;
const signs = 'ACDEFGHJKLMNPQRTUVWXY34679';

/** The reference of the n-th message or application. */
export function referenceOf(n: number): string {
  const random = new Random(n * 31 + 7);
  const text = Array.from({ length: 4 }, () => random.pick([...signs])).join('');
  let rest = '';
  for (let left = n, at = 0; at < 4; at++, left = Math.floor(left / signs.length)) rest += signs[left % signs.length]!;
  return `${text}-${rest}`;
}

/** Adds what is missing of a size to what an earlier, smaller one has added; `to` is the alliance's number. */
export async function fillDesk(db: Database, from: DeskSize, size: DeskSize, to: number): Promise<void> {
  await inParts(from.organisations, size.organisations, organisation, (rows) => addOrganisations(db, rows, to));
  await inParts(from.people, size.people, person(size), (rows) => addPeople(db, rows, to));
  await inParts(from.applications, size.applications, application(size), (rows) => addApplications(db, rows, to));
  await inParts(from.messages, size.messages, message, (rows) => addMessages(db, rows, to));
  await inParts(from.tasks, size.tasks, task(size), (rows) => addTasks(db, rows, to));
  await addFacts(db, from, size, to);
  await addNotes(db, from, size, to);
  await sql`analyze`.execute(db);
}

async function inParts<Row>(
  from: number,
  size: number,
  make: (n: number, random: Random) => Row,
  write: (rows: RawBuilder<unknown>) => Promise<unknown>
): Promise<void> {
  for (let at = from; at < size; at += aPart) {
    const rows: Row[] = [];
    for (let n = at; n < Math.min(size, at + aPart); n++) rows.push(make(n, new Random(n * 7919 + 13)));
    await write(sql`${JSON.stringify(rows)}::json`);
  }
}

const standings = ['member', 'member', 'member', 'unconfirmed', 'peer', 'lapsed', 'left', 'known', 'archived'] as const;

function organisation(n: number, random: Random) {
  const { name, city, locale } = organisationName(random);
  return {
    id: first + n,
    name,
    city,
    locale,
    kind: random.pick(organisationKinds),
    country: random.next() < 0.95 ? random.next() : null,
    website:
      random.next() < 0.8 ? `https://www.${random.below(40) === 0 ? 'shared' : 'site'}-${n % 9000}.example/` : null,
    standing: standings[n % standings.length],
    themes: [random.next(), random.next()]
  };
}

/** With a part in the alliance as its standing says, open questions, and two themes. Countries and themes are those there are. */
const addOrganisations = (db: Database, rows: RawBuilder<unknown>, to: number) =>
  sql`
  with given as materialized (select * from json_to_recordset(${rows}) as r(id int, name text, city text, locale text,
      kind text, country float, website text, standing text, themes json)),
    countries as (select array_agg(id order by id) as ids from place where kind = 'country'),
    topics as (select array_agg(id order by id) as ids from theme),
    added as (insert into organisation (id, alliance_id, slug, name, kind, country_id, city, website, language, status,
        created_at, confirmed_at, summary)
      overriding system value
      select id, ${to}, 'generated-' || id, name, kind, ids[1 + floor(country * cardinality(ids))::int], city, website, locale,
        case when standing = 'archived' then 'archived' else 'active' end, now() - interval '400 days',
        now() - (id % 500) * interval '1 day', name || ' works with children and young people.'
      from given, countries),
    parts as (insert into membership (id, organisation_id, alliance_id, role, since, ended_at, ended_how)
      overriding system value
      select id, id, ${to}, case when standing = 'peer' then 'peer' else 'member' end, date '2024-01-01',
        case when standing in ('lapsed', 'left') then now() - interval '30 days' end,
        case when standing in ('lapsed', 'left') then standing end
      from given where standing not in ('known', 'archived')),
    asked as (insert into confirmation (membership_id, year, asked_at, due_at)
      select id, 2026, now() - interval '60 days', now() - interval '5 days' from given where standing = 'unconfirmed')
  insert into organisation_theme (organisation_id, theme_id)
    select distinct given.id, ids[1 + floor(part::text::float * cardinality(ids))::int]
    from given, topics, json_array_elements(themes) as part`.execute(db);

/** Nine in ten speak for an organisation, one in a hundred holds a role on the alliance, the rest hold none. */
const person = (size: DeskSize) => (n: number, random: Random) => ({
  id: first + n,
  ...personName(random, n),
  organisation: random.next() < 0.9 ? first + random.below(size.organisations) : null,
  role: random.pick(['focal-point', 'signatory']),
  office: n % 100 === 1 ? random.pick(['editor', 'reviewer', 'facilitator', 'steering-member']) : null
});

const addPeople = (db: Database, rows: RawBuilder<unknown>, to: number) =>
  sql`
  with given as materialized (select * from json_to_recordset(${rows}) as r(id int, name text, email text, locale text,
      organisation int, role text, office text)),
    added as (insert into person (id, name, email, locale, created_at, activated_at)
      overriding system value select id, name, email, locale, now() - interval '300 days', now() from given),
    offices as (insert into person_role (person_id, role, alliance_id, since)
      select id, office, ${to}, now() - interval '300 days' from given where office is not null)
  insert into person_role (person_id, role, organisation_id, since)
    select id, role, organisation, now() - interval '300 days' from given where organisation is not null`.execute(db);

const states = [
  'screening',
  'asked',
  'deciding',
  'approved',
  'approved',
  'approved',
  'declined',
  'withdrawn',
  'draft',
  'unconfirmed'
];

const application = (size: DeskSize) => (n: number, random: Random) => {
  const { name, city, locale } = organisationName(random);
  const state = states[n % states.length]!;
  const isDecided = ['approved', 'declined', 'withdrawn'].includes(state);
  return {
    id: first + n,
    reference: referenceOf(n),
    name,
    city,
    locale,
    state,
    isDecided,
    isSent: state !== 'draft',
    kind: random.pick(organisationKinds),
    organisation: state === 'approved' ? first + random.below(size.organisations) : null,
    days: random.between(1, 300)
  };
};

const addApplications = (db: Database, rows: RawBuilder<unknown>, to: number) =>
  sql`
  with given as materialized (select * from json_to_recordset(${rows}) as r(id int, reference text, name text, city text,
      locale text, state text, "isDecided" bool, "isSent" bool, kind text, organisation int, days int)),
    country as (select min(id) as id from place where kind = 'country'),
    added as (insert into application (id, alliance_id, reference, state, organisation_id, locale, name, kind, country_id,
        city, does, why, offers, focal_name, focal_email, created_at, changed_at, sent_at, due_at, decided_at)
      overriding system value
      select g.id, ${to}, reference, state, organisation, locale, name, kind, country.id, city, name, name, name, name,
        'focal-' || g.id || '@people.example', now() - days * interval '1 day', now(),
        case when "isSent" then now() - days * interval '1 day' end,
        case when not "isDecided" then now() + (days % 30) * interval '1 day' end, case when "isDecided" then now() end
      from given g, country),
    messages as (insert into application_message (application_id, text, at)
      select id, name, now() from given where id % 3 = 0)
  insert into application_step (application_id, state, at) select id, state, now() from given`.execute(db);

const message = (n: number, random: Random) => ({
  id: first + n,
  reference: referenceOf(500_000 + n),
  ...personName(random, n % 3000),
  topic: random.pick(['membership', 'partnership', 'press', 'other']),
  text: Array.from({ length: 6 }, () => organisationName(random).name).join('. '),
  isClosed: n % 5 > 0
});

const addMessages = (db: Database, rows: RawBuilder<unknown>, to: number) =>
  sql`
  insert into message (id, alliance_id, reference, fingerprint, name, email, topic, text, locale, created_at, closed_at, closed_how)
    overriding system value
    select id, ${to}, reference, 'generated-' || id, name, email, topic, text, locale,
      now() - (id % 400) * interval '1 day', case when "isClosed" then now() end, case when "isClosed" then 'answered' end
    from json_to_recordset(${rows}) as r(id int, reference text, name text, email text, topic text, text text, locale text,
      "isClosed" bool)`.execute(db);

/** Of every kind that a secretariat has; the first about the first message. */
const task = (size: DeskSize) => (n: number, random: Random) => {
  const kinds = taskKinds.filter((kind) => /^(application|membership\.review|organisation|message)/.test(kind));
  const kind = n < 5 ? 'message.answer' : kinds[n % kinds.length]!;
  const among = kind.startsWith('application')
    ? size.applications
    : kind.startsWith('message')
      ? size.messages
      : size.organisations;
  return {
    kind,
    subject: kind.split('.')[0],
    id: first + (n % among),
    title: organisationName(random).name,
    days: random.between(-20, 40)
  };
};

const addTasks = (db: Database, rows: RawBuilder<unknown>, to: number) =>
  sql`
  insert into task (kind, subject_kind, subject_id, title, alliance_id, audience, opened_at, due_at)
    select kind, subject, id, title, ${to}, 'secretariat', now() - interval '9 days', now() + days * interval '1 day'
    from json_to_recordset(${rows}) as r(kind text, subject text, id int, title text, days int)
    on conflict do nothing`.execute(db);

const factsAPart = 20_000;

/** Without the trigger that announces each fact: there is nothing for the program to do about them. */
async function addFacts(db: Database, from: DeskSize, size: DeskSize, to: number): Promise<void> {
  for (let at = from.facts; at < size.facts; at += factsAPart) {
    const end = Math.min(size.facts, at + factsAPart);
    await db.transaction().execute(async (db) => {
      await sql`alter table journal disable trigger journal_announce`.execute(db);
      await sql`insert into journal (at, fact, subject_kind, subject_id, alliance_id, actor_kind, actor_id, data)
    select now() - (${size.facts} - n) * interval '1 minute', kind || '.changed', kind, ${first} + n % ${sql.lit(size.organisations)}, ${to},
      case when n % 4 = 0 then 'person' else 'system' end, case when n % 4 = 0 then ${first} + n % ${sql.lit(size.people)} end,
      case when kind = 'role' then jsonb_build_object('personId', ${first} + n % ${sql.lit(size.people)},
        'organisationId', ${first} + n % ${sql.lit(size.organisations)}) else '{}' end
    from generate_series(${at}::int + 1, ${end}::int) as n,
      lateral (select (array['organisation', 'membership', 'person', 'application', 'message', 'role'])[1 + n % 6]) as k(kind)
    order by n`.execute(db);
      await sql`alter table journal enable trigger journal_announce`.execute(db);
    });
  }
}

async function addNotes(db: Database, from: DeskSize, size: DeskSize, to: number): Promise<void> {
  await sql`insert into note (subject_kind, subject_id, alliance_id, person_id, text, at)
    select (array['organisation', 'person', 'application'])[1 + n % 3], ${first} + n / 10, ${to}, ${first} + n % ${sql.lit(size.people)},
      'They asked to be called in the morning.', now() - n * interval '1 hour'
    from generate_series(${from.notes}::int, ${size.notes}::int - 1) as n`.execute(db);
}
