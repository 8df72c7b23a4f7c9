import fc from 'fast-check';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextOver } from '../support/context.ts';
import { subscriberToken } from '../../src/lib/server/newsletter/subscribers.ts';
import { instanceSecret } from '../../src/lib/server/instance.ts';
import { fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { hostileText as text, inspect } from '../support/hostile.ts';

const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
const runs = (numRuns: number) => ({ seed, numRuns, endOnFailure: true });

let site: Site;
/** The addresses that take a form, each with the fields that it knows. */
const forms: [path: string, fields: string[]][] = [
  ['/contact', ['topic', 'text', 'name', 'email', 'homepage']],
  ['/ar/concern', ['text', 'about', 'place', 'urgent', 'contact']],
  ['/newsletter', ['email', 'consent', 'homepage']],
  ['/bn/language', ['keep', 'from']]
];
const lists = ['/library', '/ar/search', '/members', '/events', '/blog', '/sw/alliances', '/concern/sent', '/'];
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
  'reference'
];

beforeAll(async () => {
  site = await openSite();
  const secret = await instanceSecret(site.db);
  const { id: allianceId } = await site.db.selectFrom('alliance').select('id').orderBy('id').executeTakeFirstOrThrow();
  const row = {
    allianceId,
    email: 'hostile@example.org',
    locale: 'en',
    consent: 'yes',
    askedAt: new Date(),
    confirmedAt: new Date()
  };
  const { id } = await site.db.insertInto('subscriber').values(row).returning('id').executeTakeFirstOrThrow();
  const ctx = contextOver(site.db, { instance: { secret } });
  forms.push([
    `/newsletter/preferences/${subscriberToken(ctx, 'newsletter.preferences', id)}`,
    ['language', 'themes', 'places']
  ]);
});
afterAll(() => site.remove());

describe(`whatever strangers send (TEST_SEED=${seed})`, () => {
  test(
    'as the fields of a form is answered without an error, and never let into the page',
    { timeout: 120_000 },
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

  test('as a body that is no form is refused, not failed on', { timeout: 120_000 }, async () => {
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
    { timeout: 120_000 },
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
    for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      for (const path of lists) {
        const query = new URLSearchParams(params.map((name) => [name, word]));
        await inspect(await fetch(`${site.url}${path}?${query}`, { headers: { accept: 'text/html' } }));
      }
      for (const [path, fields] of forms)
        await inspect(await post(site.url + path, new URLSearchParams(fields.map((name) => [name, word]))));
    }
  });

  test('as a raw address, also one that is none, is answered without an error', { timeout: 120_000 }, async () => {
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

  test('leaves no error in the log', () => {
    expect(site.log()).toEqual([]);
  });
});

/** Asks for an address exactly as it is written, which `fetch` would mend. */
function raw(path: string): Promise<{ status: number; location: string | undefined }> {
  const { hostname, port } = new URL(site.url);
  return new Promise((resolve, reject) => {
    const req = request({ hostname, port, path, headers: { accept: 'text/html', ...fromElsewhere() } }, (res) => {
      res.resume();
      res.on('end', () => resolve({ status: res.statusCode ?? 0, location: res.headers.location }));
    });
    req.on('error', reject).end();
  });
}
