import fc from 'fast-check';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextOver } from '../support/context.ts';
import { subscriberToken } from '../../src/lib/server/newsletter/tokens.ts';
import { instanceSecret } from '../../src/lib/server/instance.ts';
import { eventually, fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { routeAt, routes } from '../support/routes.ts';
import { hostileText as text, inspect } from '../support/hostile.ts';

const seed = Number(process.env.TEST_SEED ?? 1);
const runs = (numRuns: number) => ({ seed, numRuns, endOnFailure: true });

let site: Site;
/** The addresses that take a form, each with the fields that it knows. */
const forms: [path: string, fields: string[]][] = [
  ['/oai', ['verb', 'metadataPrefix', 'from', 'until', 'set', 'identifier', 'resumptionToken']],
  ['/contact', ['topic', 'text', 'name', 'email', 'homepage', 'showing']],
  ['/ar/concern', ['text', 'about', 'place', 'urgent', 'contact', 'showing']],
  ['/newsletter', ['email', 'consent', 'homepage']],
  ['/bn/language', ['keep', 'from']],
  ['/join/apply', ['name', 'website', 'focalName', 'focalEmail', 'another', 'homepage', 'showing']],
  ['/es/join/link', ['email', 'homepage']],
  ['/sign-in', ['email', 'password', 'how', 'to']]
];
const lists = [
  '/library',
  '/ar/search',
  '/members',
  '/members/members.csv',
  '/events',
  '/blog',
  '/sw/alliances',
  '/concern/sent',
  '/'
];
const params = [
  'q',
  'type',
  'theme',
  'place',
  'year',
  'language',
  'alliance',
  'sort',
  'page',
  'kind',
  'country',
  'series',
  'topic',
  'reference',
  'said',
  'status'
];
/**
 * Forms that strangers reach and that are not among these, as what they take is a secret, a code, or steps one after the
 * other: attacks.test.ts fills them all in, and sends them what is no link.
 */
const elsewhere = /\/\[(token|secret)\]|^\/(demo|sign-out)$|^\/sign-in\/(code|passkey)/;

/** What the links in mails bear, each for a subscriber of its own. */
const tokens = new Map<string, string>();

beforeAll(async () => {
  site = await openSite();
  const secret = await instanceSecret(site.db);
  const { id: allianceId } = await site.db.selectFrom('alliance').select('id').orderBy('id').executeTakeFirstOrThrow();
  const ctx = contextOver(site.db, { now: new Date(), instance: { secret } });
  for (const purpose of ['newsletter.preferences', 'newsletter.confirm', 'newsletter.leave'] as const) {
    const row = {
      allianceId,
      email: `${purpose}@example.org`,
      locale: 'en',
      consent: 'yes',
      askedAt: new Date(),
      confirmedAt: purpose === 'newsletter.confirm' ? null : new Date()
    };
    const { id } = await site.db.insertInto('subscriber').values(row).returning('id').executeTakeFirstOrThrow();
    tokens.set(purpose, subscriberToken(ctx, purpose, id));
  }
  const preferences = `/newsletter/preferences/${tokens.get('newsletter.preferences')}`;
  forms.push([preferences, ['language', 'themes', 'places']]);
  forms.push([`/ar/newsletter/confirm/${tokens.get('newsletter.confirm')}`, ['homepage', 'List-Unsubscribe']]);
  forms.push([`/newsletter/leave/${tokens.get('newsletter.leave')}`, ['List-Unsubscribe', 'homepage']]);
  lists.push(preferences);
});
afterAll(() => site.remove());

test('every form that a stranger reaches is among those of this test', () => {
  const open = routes.filter(
    ({ group, path, actions, methods }) =>
      group !== 'desk' && !elsewhere.test(path) && (actions.length > 0 || methods.includes('POST'))
  );
  const known = forms.map(([path]) => routeAt(path.replace(/^\/(ar|bn|es)(?=\/)/, ''))?.path);
  expect(open.map(({ path }) => path).filter((path) => !known.includes(path))).toEqual([]);
  expect(open.length).toBeGreaterThan(5);
});

describe(`whatever strangers send (TEST_SEED=${seed})`, () => {
  // First, while the links still do what they are for.
  test('as the secret of a link is no secret, and changes nothing', { timeout: 300_000 }, async () => {
    const subscribers = () => site.db.selectFrom('subscriber').selectAll().orderBy('id').execute();
    const before = await subscribers();
    const known = [...tokens.values()];
    const spoiled = fc
      .tuple(fc.constantFrom(...known), fc.nat(), fc.constantFrom('A', 'B', '-', '.', '\0', ''))
      .map(([token, n, sign]) => token.slice(0, n % token.length) + sign + token.slice((n % token.length) + 1));
    const others = text.map((value) => value.toWellFormed()).filter((value) => !/^\.{0,2}$/.test(value));
    const secrets = fc.oneof(spoiled, others, fc.constantFrom(...known));
    const pages = fc.constantFrom('newsletter.confirm', 'newsletter.leave', 'newsletter.preferences', 'setup');
    await fc.assert(
      fc.asyncProperty(pages, secrets, fc.boolean(), async (page, secret, posts) => {
        // What is right where it stands; on another page it must open nothing.
        if (tokens.get(page) === secret) return;
        const url = `${site.url}/${page.replace('.', '/')}/${encodeURIComponent(secret)}`;
        const answer = posts
          ? await post(url, { 'List-Unsubscribe': 'One-Click', language: 'es' })
          : await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
        expect([url, answer.ok]).toEqual([url, false]);
        await inspect(answer);
      }),
      runs(200)
    );
    expect(await subscribers()).toEqual(before);
  });

  test(
    'as the fields of a form is answered without an error, and never let into the page',
    { timeout: 300_000 },
    async () => {
      const entries = fc.constantFrom(...forms).chain(([path, fields]) => {
        const name = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...fields) }, { weight: 1, arbitrary: text });
        return fc.record({
          path: fc.constant(path),
          entries: fc.array(fc.tuple(name, text), { maxLength: 10 }),
          multipart: fc.boolean()
        });
      });
      await fc.assert(
        fc.asyncProperty(entries, async ({ path, entries, multipart }) => {
          if (!multipart) return inspect(await post(site.url + path, new URLSearchParams(entries)));
          const body = new FormData();
          for (const [name, value] of entries) body.append(name, value.length % 2 ? value : new File([value], value));
          await inspect(await post(site.url + path, body));
        }),
        runs(250)
      );
    }
  );

  test('as the address of a citation is answered without an error', { timeout: 300_000 }, async () => {
    const { slug } = await site.db.selectFrom('resource').select('slug').orderBy('id').executeTakeFirstOrThrow();
    const known = ['bib', 'ris', 'json'];
    const part = text.map((value) => encodeURIComponent(value.toWellFormed()));
    const names = fc.constantFrom('constructor', '__proto__', 'toString', 'BIB', 'bib%00', 'bib%2f', 'bib.bib');
    const paths = fc.tuple(fc.oneof(fc.constant(slug), part), fc.oneof(fc.constantFrom(...known), names, part));
    await fc.assert(
      fc.asyncProperty(paths, async ([slug, format]) => {
        const answer = await fetch(`${site.url}/library/${slug}/cite.${format}`, { redirect: 'manual' });
        if (answer.ok) expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
        await inspect(answer);
      }),
      runs(150)
    );
  });

  test('as a body that is no form is refused, not failed on', { timeout: 300_000 }, async () => {
    const types = [
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded; charset=utf-16',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'multipart/form-data; boundary="',
      'text/plain',
      'application/json',
      'application/octet-stream',
      'image/png',
      'nonsense'
    ];
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(
        '%',
        '%zz=%f',
        '&&&===',
        '{"a":1',
        '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\n',
        'text=%ed%a0%80&name=%00',
        'a='.repeat(5000)
      )
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...forms), fc.constantFrom(...types), bodies, async ([path], type, body) => {
        await inspect(await post(site.url + path, body as BodyInit, { 'content-type': type }));
      }),
      runs(120)
    );
  });

  test(
    'as parameters of a list is answered without an error, and never let into the page',
    { timeout: 300_000 },
    async () => {
      const pairs = fc.array(fc.tuple(fc.constantFrom(...params), text), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...lists), pairs, async (path, entries) => {
          await inspect(
            await fetch(`${site.url}${path}?${new URLSearchParams(entries)}`, {
              redirect: 'manual',
              headers: { accept: 'text/html' }
            })
          );
        }),
        runs(300)
      );
    }
  );

  test('as the name of something that every object has is only a word', async () => {
    for (const name of ['constructor', '__proto__']) {
      expect((await fetch(`${site.url}/icons/${name}`)).status).toBe(404);
    }
    for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      for (const path of lists) {
        const query = new URLSearchParams(params.map((name) => [name, word]));
        await inspect(await fetch(`${site.url}${path}?${query}`, { headers: { accept: 'text/html' } }));
      }
      for (const [path, fields] of forms)
        await inspect(await post(site.url + path, new URLSearchParams(fields.map((name) => [name, word]))));
    }
  });

  test('as a raw address, also one that is none, is answered without an error', { timeout: 300_000 }, async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '%',
        '%zz',
        '%00',
        '%2e%2e',
        '%2f',
        '%5c',
        '..',
        '//',
        '/',
        '?',
        '&',
        '=',
        '#',
        '\\',
        ';',
        '%ed%a0%80',
        '%f0%9f',
        '%u0041',
        '@evil.example',
        'ar',
        'library',
        'cite.bib',
        '__data.json',
        'files',
        '1',
        '-1',
        '99999999999'
      ),
      fc.string({ maxLength: 8 }).map((value) => value.replace(/[^\x21-\x7e]/g, ''))
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/', '/', '/library?q=', '/search?type=', '/members?country='),
        fc.array(piece, { maxLength: 10 }),
        async (start, pieces) => {
          const { status, location } = await raw(start + pieces.join(''));
          expect(status).toBeLessThan(500);
          if (location) expect(new URL(location, site.url).origin).toBe(site.url);
        }
      ),
      runs(400)
    );
  });

  test('as the name of the host never comes into a mail', async () => {
    const email = 'host@example.org';
    const host = 'evil.example';
    const { status } = await raw('/newsletter', { host, origin: `http://${host}` }, { email, consent: 'yes' });
    expect(status).toBe(303);
    const mails = () => site.db.selectFrom('mail').selectAll().where('toAddress', '=', email).execute();
    await eventually(async () => (await mails()).length > 0);
    const [mail] = await mails();
    expect(mail?.text).toContain('http://localhost:0/newsletter/confirm/');
    expect(JSON.stringify(mail)).not.toContain(host);
  });

  test('leaves no error in the log', () => {
    expect(site.log()).toEqual([]);
  });
});

/** Asks for an address exactly as it is written, which `fetch` would mend; with fields as a form is sent. */
function raw(
  path: string,
  headers: Record<string, string> = {},
  fields?: Record<string, string>
): Promise<{ status: number; location: string | undefined }> {
  const { hostname, port } = new URL(site.url);
  return new Promise((resolve, reject) => {
    const type = fields && { 'content-type': 'application/x-www-form-urlencoded' };
    const all = { accept: 'text/html', ...fromElsewhere(), ...type, ...headers };
    const req = request({ hostname, port, path, method: fields ? 'POST' : 'GET', headers: all }, (res) => {
      res.resume();
      res.on('end', () => resolve({ status: res.statusCode ?? 0, location: res.headers.location }));
    });
    req.on('error', reject).end(fields && String(new URLSearchParams(fields)));
  });
}
