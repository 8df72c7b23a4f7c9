/* Signing in by an OpenID Connect provider: a real one, oidc-provider, on loopback. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freePort, makeOutside, Wanderer, type Outside } from '../support/outside.ts';
import { openSite, type Site } from '../support/program.ts';
import { signIn } from '../support/signed-in.ts';

let site: Site;
let outside: Outside;
let back: string;
let browser: Wanderer;
let number = 0;

beforeAll(async () => {
  const port = await freePort();
  back = `http://localhost:${port}/sign-in/outside/back`;
  outside = await makeOutside(back);
  site = await openSite({
    PORT: String(port),
    LOG_LEVEL: 'silent',
    OIDC_ISSUER: outside.issuer,
    OIDC_CLIENT_ID: 'site',
    OIDC_CLIENT_SECRET: 's3cret',
    OIDC_NAME: 'Example ID'
  });
}, 300_000);
afterAll(async () => {
  await outside?.close();
  await site?.remove();
});
beforeEach(() => {
  browser = new Wanderer();
});

const begin = () => `${site.url}/sign-in/outside`;
const sorry = (why: string) => `${site.url}/sign-in/outside/sorry?why=${why}`;
const hasSession = () => browser.cookies(site.url).has('session');

/** Somebody with an account here, known to the provider by the same address. */
async function somebody(options: Parameters<typeof signIn>[1] = {}) {
  const email = `outside-${++number}@people.example`;
  const { personId } = await signIn(site.db, { email, ...options });
  outside.current = { sub: `sub-${number}`, email: email.toUpperCase(), email_verified: true };
  return personId;
}

const sessionsOf = (personId: number) =>
  site.db.selectFrom('session').selectAll().where('personId', '=', personId).where('method', '=', 'outside').execute();

test('a provider that is down is said in a sentence, other ways stay, and it is asked again when it is back', async () => {
  const personId = await somebody();
  expect(await browser.follow(begin())).toBe(sorry('away'));
  expect((await browser.step(sorry('away'))).text).toContain('Example ID does not answer');
  const page = await browser.step(`${site.url}/sign-in`);
  expect(page.status).toBe(200);
  expect(page.text).toContain('Sign in with Example ID');
  await outside.open();
  expect(await browser.follow(begin())).toBe(`${site.url}/desk`);
  expect(await sessionsOf(personId)).toHaveLength(1);
});

test('an account with the verified address is linked, and found again when the address has changed', async () => {
  const personId = await somebody();
  expect(await browser.follow(`${begin()}?to=%2Fdesk%3Fview%3Dlater`)).toBe(`${site.url}/desk?view=later`);
  const linked = await site.db.selectFrom('outsideAccount').selectAll().where('personId', '=', personId).execute();
  expect(linked).toMatchObject([{ issuer: outside.issuer, subject: outside.current.sub }]);
  outside.current = { ...outside.current, email: 'new@outside.example', email_verified: false };
  browser = new Wanderer();
  expect(await browser.follow(begin())).toBe(`${site.url}/desk`);
  expect(await sessionsOf(personId)).toHaveLength(2);
});

test('it is one factor: roles that need a second one rest', async () => {
  const { id } = await site.db
    .selectFrom('alliance')
    .select('id')
    .where('level', '=', 'global')
    .executeTakeFirstOrThrow();
  const personId = await somebody({ roles: [{ role: 'officer', on: { allianceId: id } }] });
  expect(await browser.follow(begin())).toMatch(/\/account\/second-factor\?to=/);
  expect(await sessionsOf(personId)).toMatchObject([{ secondFactorAt: null }]);
});

test('there is no open sign-up: without an account, with an address not verified, or suspended, nobody gets in', async () => {
  const count = () => site.db.selectFrom('person').select('id').execute();
  const before = (await count()).length;
  outside.current = { sub: 'stranger', email: 'stranger@outside.example', email_verified: true };
  expect(await browser.follow(begin())).toBe(sorry('no-account'));
  expect((await browser.step(sorry('no-account'))).text).toContain('Accounts come by invitation');
  expect((await count()).length).toBe(before);
  const personId = await somebody();
  outside.current.email_verified = false;
  browser = new Wanderer();
  expect(await browser.follow(begin())).toBe(sorry('unverified'));
  outside.current.email_verified = true;
  await site.db.updateTable('person').set({ suspendedAt: new Date() }).where('id', '=', personId).execute();
  browser = new Wanderer();
  expect(await browser.follow(begin())).toBe(sorry('no-account'));
  expect(hasSession()).toBe(false);
  expect(await site.db.selectFrom('outsideAccount').selectAll().where('personId', '=', personId).execute()).toEqual([]);
});

test('a way back with another state, without its cookie, or walked twice signs nobody in', async () => {
  const personId = await somebody();
  const other = new URL(await browser.follow(begin(), back));
  other.searchParams.set('state', 'another');
  expect(await browser.follow(other.href)).toBe(sorry('failed'));
  const stolen = await browser.follow(begin(), back);
  expect(await new Wanderer().follow(stolen)).toBe(sorry('failed'));
  expect(hasSession()).toBe(false);
  const own = await browser.follow(begin(), back);
  const kept = new Map(browser.cookies(site.url));
  expect(await browser.follow(own)).toBe(`${site.url}/desk`);
  browser = new Wanderer();
  for (const [name, value] of kept) browser.cookies(site.url).set(name, value);
  expect(await browser.follow(own)).toBe(sorry('failed'));
  expect(await sessionsOf(personId)).toHaveLength(1);
});

test('a token for another nonce, a code for another challenge and a refusal of the provider sign nobody in', async () => {
  const personId = await somebody();
  for (const [name, value] of [
    ['nonce', 'another'],
    ['code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
    ['scope', 'email']
  ] as const) {
    const { location } = await browser.step(begin());
    const changed = new URL(location!);
    changed.searchParams.set(name, value);
    expect(await browser.follow(changed.href)).toBe(sorry('failed'));
  }
  expect(await sessionsOf(personId)).toEqual([]);
});

test('it leads back to no other site', async () => {
  await somebody();
  expect(await browser.follow(`${begin()}?to=//evil.example`)).toBe(`${site.url}/desk`);
});

test('a thousand rounds that are begun leave no row behind', async () => {
  const tables = [
    'signInStep',
    'signInWish',
    'signInFailure',
    'session',
    'knownDevice',
    'oneTimeLink',
    'journal'
  ] as const;
  const rows = () => Promise.all(tables.map((table) => site.db.selectFrom(table).selectAll().execute()));
  const before = await rows();
  for (let i = 0; i < 20; i++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fetch(begin(), { redirect: 'manual', headers: { connection: 'close' } }))
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    for (const answer of answers) expect(answer.headers.get('location')).toContain(outside.issuer);
  }
  expect(await rows()).toEqual(before);
});
