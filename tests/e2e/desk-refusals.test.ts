import { afterAll, beforeAll, expect, test } from 'vitest';
import { listUncited } from '../../src/lib/server/library/citing.ts';
import type { Role } from '../../src/lib/server/platform/roles.ts';
import { contextOver } from '../support/context.ts';
import { fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { actionAt, pathOf, routes, tableNames, type Route } from '../support/routes.ts';
import { makeSecretWorld, secret, type SecretWorld } from '../support/secret-world.ts';
import { signIn } from '../support/signed-in.ts';
import { checksums } from '../support/tables.ts';
import { until } from '../support/until.ts';

/*
 * Every page and action of the desk, asked for by those who have no business with it, while there is something that could
 * leak: by what is in its address, by the numbers in its forms, and by its lists.
 */
const desk = routes.filter(({ group }) => group === 'desk');
const numbered = desk.filter(({ params, path }) => params.length > 0 && path !== '/desk/[list].csv');
const lists = [
  ...desk
    .filter(({ params, path, methods }) => params.length === 0 && path.startsWith('/desk') && !methods.includes('POST'))
    .map(({ path }) => path),
  ...tableNames.map((name) => `/desk/${name}.csv`)
];

type Headers = Record<string, string>;
let site: Site;
let world: SecretWorld;
/** Who is signed in and has no business there. */
const visitors: Record<string, Headers> = {};
/** Who is not signed in, or not any more. */
const nobody: Record<string, Headers> = { 'a visitor': {} };

beforeAll(async () => {
  site = await openSite();
  const { db } = site;
  const ctx = contextOver(db, { actor: { kind: 'operator' }, now: new Date() });
  world = await makeSecretWorld(ctx);
  await addVisitors();
  // The program writes out the references of the library when it starts, in its own time.
  await until(async () => (await listUncited(ctx, 1)).length === 0);
}, 180_000);
afterAll(() => site.remove());

async function addVisitors(): Promise<void> {
  const { db } = site;
  const { global, here, below, beside } = world.alliances;
  const as = async (role?: Role, on?: { allianceId: number } | { organisationId: number }, secondFactor = true) => {
    const roles = role && on ? [{ role, on }] : [];
    return signIn(db, { roles, secondFactor });
  };
  const add = async (who: string, ...given: Parameters<typeof as>) => {
    visitors[who] = { cookie: (await as(...given)).cookie };
  };
  await add('a person without a role');
  await add('the focal point of an organisation elsewhere', 'focal-point', {
    organisationId: world.organisations.beside
  });
  await add('the focal point of another organisation here', 'focal-point', {
    organisationId: world.organisations.other
  });
  await add('the signatory of another organisation here', 'signatory', { organisationId: world.organisations.other });
  for (const role of ['officer', 'safeguarding-lead', 'alliance-lead', 'chair'] as const)
    await add(`the ${role} of an alliance beside`, role, { allianceId: beside });
  await add('the officer of an alliance below', 'officer', { allianceId: below });
  for (const role of ['editor', 'reviewer', 'facilitator'] as const)
    await add(`the ${role} here`, role, { allianceId: here });
  await add('the owner of all, without a second factor', 'owner', { allianceId: global }, false);
  const withdrew = await as('steering-member', { allianceId: here });
  await db
    .insertInto('decisionVoice')
    .values({ decisionId: world.decision, personId: withdrew.personId, recusedAt: new Date(), recusal: 'x' })
    .execute();
  visitors['a steering member who withdrew'] = { cookie: withdrew.cookie };
  const ended = await as('owner', { allianceId: global });
  await db.deleteFrom('session').where('personId', '=', ended.personId).execute();
  nobody['an owner whose session was ended'] = { cookie: ended.cookie };
  const idle = await as('owner', { allianceId: global });
  const before = new Date(Date.now() - 15 * 86_400_000);
  await db.updateTable('session').set({ seenAt: before }).where('personId', '=', idle.personId).execute();
  nobody['an owner who did not come for 15 days'] = { cookie: idle.cookie };
  const suspended = await as('owner', { allianceId: global });
  await db.updateTable('person').set({ suspendedAt: new Date() }).where('id', '=', suspended.personId).execute();
  nobody['an owner who is suspended'] = { cookie: suspended.cookie };
}

/** The address of something that is no business of theirs. */
function addressOf(route: Route): string {
  const part = /^\/desk\/([\w-]+)\/\[/.exec(route.path)?.[1] ?? '';
  return site.url + pathOf(route, () => world.others[part]);
}

const get = (url: string, headers: Headers) =>
  fetch(url, { redirect: 'manual', headers: { accept: 'text/html', ...headers, ...fromElsewhere() } });

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
  role: 'owner',
  recommendation: 'approve',
  paper: 'Mine',
  choice: 'yes',
  recusal: 'Mine',
  sure: 'yes',
  accept: 'yes',
  answer: 'Mine',
  'column-0': 'name'
};

test('this test knows something of every kind that has an address on the desk', () => {
  expect(numbered.length).toBeGreaterThan(15);
  expect(numbered.flatMap(({ actions }) => actions).length).toBeGreaterThan(35);
  const unknown = numbered.map(addressOf).filter((url) => url.includes('undefined'));
  expect(unknown, 'add a row of these to tests/support/secret-world.ts').toEqual([]);
});

test('a visitor, and who was signed in, is sent to sign in, and their forms are refused', async () => {
  const before = await checksums(site.db);
  for (const [who, headers] of Object.entries(nobody)) {
    for (const route of desk.filter(({ methods }) => !methods.includes('POST'))) {
      const url = numbered.includes(route) ? addressOf(route) : site.url + route.path.replace('[list]', 'people');
      const answer = await get(url, headers);
      expect([who, url, answer.status]).toEqual([who, url, 303]);
      expect(new URL(answer.headers.get('location')!, url).pathname).toBe('/sign-in');
      for (const action of route.actions)
        expect([who, url, action, (await post(actionAt(url, action), fields, headers)).status]).toEqual([
          who,
          url,
          action,
          401
        ]);
    }
  }
  expect(await checksums(site.db)).toEqual(before);
}, 180_000);

/** Whoever has withdrawn and, for want of an answer, does so again is led to the desk: it is done. */
const refusal = (action: string, withdrew: boolean) => (action === 'recuse' && withdrew ? 303 : 404);

test(
  'whoever is signed in and has no business there does not find it, and changes nothing',
  { timeout: 300_000 },
  async () => {
    const before = await checksums(site.db);
    const asked = Object.entries(visitors).map(async ([who, headers]) => {
      for (const route of numbered) {
        const url = addressOf(route);
        const answer = await get(url, headers);
        expect([who, url, answer.status]).toEqual([who, url, 404]);
        expect(await answer.text()).not.toContain(secret);
        for (const action of route.actions) {
          const refused = await post(actionAt(url, action), fields, headers);
          const withdrew = who.endsWith('withdrew');
          expect([who, url, action, refused.status]).toEqual([who, url, action, refusal(action, withdrew)]);
          expect(await refused.text()).not.toContain(secret);
        }
      }
    });
    await Promise.all(asked);
    expect(await checksums(site.db)).toEqual(before);
  }
);

test('no list, search, journal or spreadsheet of theirs has a word of it, whatever they ask for', async () => {
  const { here } = world.alliances;
  const asks = [
    'view=held',
    `q=${secret.toLowerCase()}&about=application:${world.application.id}`,
    `q=SECR-ETRF&alliance=${here}&state=all&about=organisation:${world.organisations.secret}&view=done`
  ];
  const asked = Object.entries(visitors).map(async ([who, headers]) => {
    for (const path of lists)
      for (const ask of asks) {
        const answer = await get(`${site.url}${path}?${ask}`, headers);
        expect([200, 404], `${who}: ${path}`).toContain(answer.status);
        expect((await answer.text()).includes(secret), `${who}: ${path}?${ask}`).toBe(false);
      }
  });
  await Promise.all(asked);
  // The officer of the alliance in which it is finds it in each of these lists.
  const { cookie } = await signIn(site.db, { roles: [{ role: 'officer', on: { allianceId: here } }] });
  const found = [];
  for (const path of lists)
    for (const ask of asks)
      if ((await (await get(`${site.url}${path}?${ask}`, { cookie })).text()).includes(secret)) found.push(path);
  expect([...new Set(found)].sort()).toEqual([
    '/desk',
    '/desk/applications',
    '/desk/applications.csv',
    '/desk/find',
    '/desk/find.json',
    '/desk/import',
    '/desk/journal',
    '/desk/journal/journal.csv',
    '/desk/messages',
    '/desk/messages.csv',
    '/desk/organisations',
    '/desk/organisations.csv',
    '/desk/people',
    '/desk/people.csv',
    '/desk/tasks.csv'
  ]);
}, 300_000);

test('an officer who withdrew from an application sees nothing more of it, and does nothing with it', async () => {
  const { personId, cookie } = await signIn(site.db, {
    roles: (['officer', 'steering-member'] as const).map((role) => ({ role, on: { allianceId: world.alliances.here } }))
  });
  const voice = { decisionId: world.decision, personId, recusedAt: new Date(), recusal: 'x' };
  await site.db.insertInto('decisionVoice').values(voice).execute();
  const before = await checksums(site.db);
  for (const route of numbered.filter(({ path }) => /^\/desk\/(applications|decisions|files)\//.test(path))) {
    const url = addressOf(route);
    expect([url, (await get(url, { cookie })).status]).toEqual([url, 404]);
    for (const action of route.actions)
      expect([url, action, (await post(actionAt(url, action), fields, { cookie })).status]).toEqual([
        url,
        action,
        refusal(action, true)
      ]);
  }
  for (const path of [
    '/desk',
    '/desk/applications',
    '/desk/find?q=secr-etrf',
    `/desk/journal?about=application:${world.application.id}`
  ])
    expect((await (await get(site.url + path, { cookie })).text()).includes(`${secret} applicant`), path).toBe(false);
  expect(await checksums(site.db)).toEqual(before);
});

/** Actions that take the number of a row from their form, with it: who asks does so from a page of their own. */
const byForm: Record<string, (at: string, row: SecretWorld['rows']) => Record<string, string | number>> = {
  '/account leave': (_, { role }) => ({ role }),
  '/account/passkeys rename': (_, { passkey }) => ({ id: passkey, name: 'Mine' }),
  '/account/passkeys remove': (_, { passkey }) => ({ id: passkey }),
  '/account/sessions end': (_, { session }) => ({ session }),
  '/desk/member/[organisationId] confirm': (_, { membership }) => ({ membership }),
  '/desk/member/[organisationId] accept': (_, { membership }) => ({ membership, charter: 1, accept: 'yes' }),
  '/desk/member/[organisationId] leave': (_, { membership }) => ({ membership, reason: 'x' }),
  '/desk/member/[organisationId] return': (_, { membership }) => ({ membership }),
  '/desk/member/[organisationId]/people replace': (_, { role }) => ({ held: role, ...fields, language: 'en' }),
  '/desk/organisations/[id] delete-note': (_, { note }) => ({ note }),
  '/desk/organisations/[id] undo': (_, { merge }) => ({ merge }),
  '/desk/people/[id] delete-note': (_, { note }) => ({ note }),
  '/desk/people/[id] end': (_, { role }) => ({ role }),
  '/desk/people/[id] undo': (_, { merge }) => ({ merge }),
  '/desk/people/[id] give': () => ({ role: 'focal-point', where: `organisation:${world.organisations.secret}` }),
  '/desk/people/new default': () => ({
    ...fields,
    language: 'en',
    role: 'focal-point',
    where: `organisation:${world.organisations.secret}`
  }),
  '/desk/saved delete': (_, { filter }) => ({ filter })
};

test('the number of somebody else’s row in a form is of nothing, whoever sends it from a page of their own', async () => {
  // Every action that reads a number from its form, by how the routes do that.
  const reads =
    /(?:readId|numberOf)\((?:String\()?(?:values\.)?(role|id|session|membership|note|merge|filter)\b|values\.held|roleInput/;
  const found = desk.flatMap((route) => {
    const after = route.text.split('export const actions')[1] ?? '';
    return after
      .split(/^ {2}(?=(?:async )?'?[\w-]+'?[:(])/m)
      .filter((text) => reads.test(text))
      .map((text) => `${route.path} ${/^(?:async )?'?([\w-]+)/.exec(text)![1]!}`);
  });
  expect(found.sort()).toEqual(Object.keys(byForm).sort());

  const { beside } = world.alliances;
  const own = await signIn(site.db, {
    name: 'Owner beside',
    roles: [
      { role: 'owner', on: { allianceId: beside } },
      { role: 'focal-point', on: { organisationId: world.organisations.beside } }
    ]
  });
  const before = await checksums(site.db);
  for (const [key, fieldsOf] of Object.entries(byForm)) {
    const [path, action] = key.split(' ') as [string, string];
    const url =
      site.url +
      path.replace('people/[id]', `people/${own.personId}`).replace(/\[\w+\]/, String(world.organisations.beside));
    const form = Object.fromEntries(
      Object.entries(fieldsOf(url, world.rows)).map(([name, value]) => [name, String(value)])
    );
    const answer = await post(actionAt(url, action), form, { cookie: own.cookie });
    expect([key, answer.status]).toEqual([key, 404]);
  }
  const merge = `${site.url}/desk/organisations/${world.organisations.beside}/merge?with=${world.organisations.secret}`;
  expect((await get(merge, { cookie: own.cookie })).status).toBe(404);
  expect((await post(merge, { kept: String(world.organisations.beside) }, { cookie: own.cookie })).status).toBe(404);
  const people = `${site.url}/desk/people/${own.personId}/merge?with=${world.others.people}`;
  expect((await get(people, { cookie: own.cookie })).status).toBe(404);
  expect((await post(people, { kept: String(own.personId) }, { cookie: own.cookie })).status).toBe(404);
  expect(await checksums(site.db)).toEqual(before);
});

test('a form that comes from another site is refused, whoever is signed in', async () => {
  const { cookie } = await signIn(site.db, { roles: [{ role: 'owner', on: { allianceId: world.alliances.global } }] });
  const before = await checksums(site.db);
  const outside = (url: string, origin?: string) =>
    fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie,
        'content-type': 'application/x-www-form-urlencoded',
        ...(origin && { origin }),
        ...fromElsewhere()
      },
      body: new URLSearchParams(fields)
    });
  const parts = routes.filter(({ group }) => group === 'desk' || group === 'auth');
  let forms = 0;
  for (const route of parts) {
    const url = numbered.includes(route) ? addressOf(route) : site.url + route.path;
    const targets = [
      ...route.actions.map((action) => actionAt(url, action)),
      ...(route.methods.includes('POST') ? [url] : [])
    ];
    for (const target of targets)
      for (const origin of [undefined, 'https://evil.example', 'null']) {
        forms++;
        expect([target, origin, (await outside(target, origin)).status]).toEqual([target, origin, 403]);
      }
  }
  expect(forms).toBeGreaterThan(150);
  expect(await checksums(site.db)).toEqual(before);
});
