import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAlliance } from '../../src/lib/server/alliances/alliances.ts';
import { raiseConcern, sendMessage } from '../../src/lib/server/contact/contact.ts';
import { listUncited } from '../../src/lib/server/library/citing.ts';
import { addOrganisation } from '../../src/lib/server/membership/organisations.ts';
import { askAboutFailure } from '../../src/lib/server/platform/mail/failed.ts';
import { queueMail } from '../../src/lib/server/platform/mail/mail.ts';
import { contextOver } from '../support/context.ts';
import { fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';
import { until } from '../support/until.ts';
import { newAlliance, newOrganisation, type World } from '../support/world.ts';

/*
 * Every page and action of the desk that has the number of something in its address, asked for by those who have no
 * business with it, while there is something that could leak.
 */
const routes = fileURLToPath(new URL('../../src/routes/', import.meta.url));
const files = readdirSync(routes, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /^\((desk|auth)\)\/.*\[.*\/\+(page\.server|server)\.ts$/.test(file));

/** An address under a secret is no number that could be guessed; what it opens is tested where it is made. */
const numbered = files.filter((file) => !/\[(secret|token)\]/.test(file));
const pathOf = (file: string) => `/${file.replace(/\/\+.*$/, '').replace(/\(\w+\)\//g, '')}`;
const actionsOf = (file: string): string[] => {
  const text = readFileSync(routes + file, 'utf8').split('actions')[1] ?? '';
  return [...text.matchAll(/^ {2}(?:async )?(\w+)(?=[:(])|[{,] (\w+): does\(/gm)].map(([, a, b]) => a ?? b!);
};

let site: Site;
/** What stands for a parameter: an id or a reference of something in an alliance that is no business of theirs. */
const others: Record<string, string | number> = {};
const visitors: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  site = await openSite();
  const { db } = site;
  const now = new Date();
  const ctx = contextOver(db, { actor: { kind: 'operator' }, now });
  const { id: global, slug } = await db
    .selectFrom('alliance')
    .select(['id', 'slug'])
    .where('level', '=', 'global')
    .executeTakeFirstOrThrow();
  const [here, beside] = [
    await addAlliance(ctx, newAlliance('refusals-here', { parent: slug })),
    await addAlliance(ctx, newAlliance('refusals-beside', { parent: slug }))
  ];
  const world = { alliances: { global: here } } as World;
  const organisation = await addOrganisation(
    ctx,
    newOrganisation(world, 'secret-organisation', {
      allianceId: here,
      memberships: [{ allianceId: here, role: 'member', firstSeen: null }]
    })
  );
  const elsewhere = await addOrganisation(
    ctx,
    newOrganisation(world, 'other-organisation', {
      allianceId: beside,
      memberships: [{ allianceId: beside, role: 'member', firstSeen: null }]
    })
  );
  const person = await signIn(db, {
    name: 'Secret',
    roles: [{ role: 'focal-point', on: { organisationId: organisation } }]
  });
  const at = { id: here, name: 'Here' };
  const written = { name: 'Secret', email: 'secret@city.example', showing: null };
  others.messages = await sendMessage(ctx, at, { ...written, topic: 'media', text: 'SECRETWORDS' });
  others.concerns = await raiseConcern(ctx, at, {
    text: 'SECRETWORDS',
    about: null,
    place: null,
    urgent: true,
    contact: null,
    showing: null
  });
  const toAddress = 'secret@gone.example';
  const mail = await queueMail(ctx, {
    kind: 'contact.reply',
    to: toAddress,
    locale: 'en',
    subject: 'SECRETWORDS',
    text: ''
  });
  await db.updateTable('mail').set({ givenUpAt: now }).where('id', '=', mail).execute();
  await askAboutFailure(ctx, { id: mail, toAddress });
  const application = {
    locale: 'en',
    name: 'SECRETWORDS',
    focalEmail: 'secret@city.example',
    createdAt: now,
    changedAt: now
  };
  const { id: applicationId } = await db
    .insertInto('application')
    .values({ ...application, allianceId: here, reference: 'SECR-ETRF', state: 'deciding' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const decision = await db
    .insertInto('decision')
    .values({
      allianceId: here,
      applicationId,
      method: 'vote',
      recommendation: 'approve',
      paper: 'SECRETWORDS',
      openedAt: now,
      deadline: new Date(now.getTime() + 86_400_000)
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const change = await db
    .insertInto('organisationChange')
    .values({ organisationId: organisation, name: 'SECRETWORDS', kind: 'ngo', askedAt: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const membership = await db
    .selectFrom('membership')
    .select('id')
    .where('organisationId', '=', organisation)
    .executeTakeFirstOrThrow();
  const task = await db.selectFrom('task').select('id').where('kind', '=', 'message.answer').executeTakeFirstOrThrow();
  Object.assign(others, {
    mails: mail,
    applications: 'SECR-ETRF',
    decisions: decision.id,
    changes: change.id,
    organisations: organisation,
    member: organisation,
    people: person.personId,
    memberships: membership.id,
    tasks: task.id
  });
  const as = async (roles: Parameters<typeof signIn>[1]) => ({ cookie: (await signIn(db, roles)).cookie });
  visitors['a person without a role'] = await as({});
  visitors['the focal point of another organisation'] = await as({
    roles: [{ role: 'focal-point', on: { organisationId: elsewhere } }]
  });
  visitors['the secretariat of an alliance beside'] = await as({
    roles: [{ role: 'officer', on: { allianceId: beside } }]
  });
  visitors['the safeguarding lead of an alliance beside'] = await as({
    roles: [{ role: 'safeguarding-lead', on: { allianceId: beside } }]
  });
  visitors['the owner without a second factor'] = await as({
    roles: [{ role: 'owner', on: { allianceId: global } }],
    secondFactor: false
  });
  // The program writes out the references of the library when it starts, in its own time.
  await until(async () => (await listUncited(ctx, 1)).length === 0);
}, 60_000);
afterAll(() => site.remove());

/** The address of somebody else's thing; undefined where this test has none of its kind. */
function addressOf(file: string): string | undefined {
  const path = pathOf(file);
  const kind = /^\/desk\/([\w-]+)\/\[/.exec(path)?.[1] ?? '';
  const other = others[kind];
  return other === undefined
    ? undefined
    : site.url + path.replace(/\[[^\]]+\]/, String(other)).replace(/\[[^\]]+\]/g, '1');
}

/** Every row of every table, as one text a table; but for when sessions were last seen. */
async function checksums(): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('session', 'search_doc')`.execute(
    site.db
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ sum: string }>`
      select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum from ${sql.table(name)} t`.execute(
      site.db
    );
    sums[name] = rows[0]!.sum;
  }
  return sums;
}

const fields = {
  text: 'Mine now',
  after: 'close',
  how: 'spam',
  seen: '0',
  showing: '0d3ae3b6-4a5c-4f65-9f0a-2f8b3c1d9e77',
  to: 'triaged',
  severity: 'low',
  email: 'mine@city.example',
  name: 'Mine',
  kind: 'ngo',
  person: '1',
  days: '1',
  reason: 'Mine',
  role: 'owner'
};

test('this test knows something of every kind that has an address on the desk', () => {
  expect(numbered.length).toBeGreaterThan(3);
  const known = [...Object.keys(others), 'files', 'import'];
  const unknown = numbered.map(pathOf).filter((path) => !known.includes(/^\/desk\/([\w-]+)\//.exec(path)?.[1] ?? ''));
  expect(unknown, 'add a row of these to the beforeAll of this test').toEqual([]);
});

test('a visitor is sent to sign in, and their forms are refused', async () => {
  const before = await checksums();
  for (const file of numbered) {
    const url = addressOf(file);
    if (!url) continue;
    const answer = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html', ...fromElsewhere() } });
    expect([url, answer.status]).toEqual([url, 303]);
    expect(new URL(answer.headers.get('location')!, url).pathname).toBe('/sign-in');
    for (const action of actionsOf(file)) {
      const refused = await post(`${url}?/${action}`, fields);
      expect([401, 403]).toContain(refused.status);
    }
  }
  expect(await checksums()).toEqual(before);
});

test(
  'whoever is signed in and has no business there does not find it, and changes nothing',
  { timeout: 120_000 },
  async () => {
    const before = await checksums();
    for (const [who, headers] of Object.entries(visitors)) {
      for (const file of numbered) {
        const url = addressOf(file);
        if (!url) continue;
        const answer = await fetch(url, {
          redirect: 'manual',
          headers: { accept: 'text/html', ...headers, ...fromElsewhere() }
        });
        expect([who, url, answer.status]).toEqual([who, url, 404]);
        expect(await answer.text()).not.toContain('SECRETWORDS');
        for (const action of actionsOf(file)) {
          const refused = await post(`${url}?/${action}`, fields, headers);
          expect([403, 404], `${who}: ${url} ${action} answers ${refused.status}`).toContain(refused.status);
        }
      }
    }
    expect(await checksums()).toEqual(before);
  }
);

test('a form that comes from another site is refused, whoever is signed in', async () => {
  const officer = await signIn(site.db, {
    roles: [
      {
        role: 'owner',
        on: {
          allianceId: (
            await site.db.selectFrom('alliance').select('id').where('level', '=', 'global').executeTakeFirstOrThrow()
          ).id
        }
      }
    ]
  });
  const before = await checksums();
  for (const file of numbered) {
    const url = addressOf(file);
    if (!url) continue;
    for (const action of actionsOf(file)) {
      for (const origin of [undefined, 'https://evil.example', 'null']) {
        const answer = await fetch(`${url}?/${action}`, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            accept: 'text/html',
            cookie: officer.cookie,
            'content-type': 'application/x-www-form-urlencoded',
            ...(origin && { origin }),
            ...fromElsewhere()
          },
          body: new URLSearchParams(fields)
        });
        expect([url, action, origin, answer.status]).toEqual([url, action, origin, 403]);
      }
    }
  }
  expect(await checksums()).toEqual(before);
});
