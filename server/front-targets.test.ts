import { expect, test } from 'vitest';
import fc from '../tests/support/property.ts';
import { startFront } from './test-support.ts';

/** Targets made of what attackers and broken programs send. */
const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '\\',
    '.',
    '..',
    '%2e',
    '%2F',
    '%5c',
    '%00',
    '%',
    '%zz',
    '%ff',
    '?',
    '&',
    '=',
    '#',
    ';',
    ':',
    '@',
    '*'
  ),
  fc.constantFrom(
    'http://',
    'evil.example',
    'es',
    '_app',
    'immutable',
    '__data.json',
    'q',
    'x-sveltekit-invalidated',
    '[',
    '"',
    '<',
    '|'
  ),
  fc.string({ maxLength: 6, unit: 'binary' }).map((text) => Buffer.from(text).toString('latin1')),
  fc.string({ maxLength: 6 })
);
const target = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
);

test('no target, host or method makes the front fail or send anybody away', { timeout: 180_000 }, async () => {
  // An echo that builds what SvelteKit builds: a URL that cannot be parsed would throw here.
  const { raw, errors } = await startFront(
    (req, res) => {
      const request = new Request(`${req.headers['x-forwarded-proto']}://${req.headers['x-forwarded-host']}${req.url}`);
      const { host, pathname } = new URL(request.url);
      decodeURI(pathname.split('%25').join(''));
      res.writeHead(200, { 'x-page-tags': 'a', 'content-type': 'text/plain' }).end(`${host}${pathname}`);
    },
    { locales: ['en', 'es'] }
  );
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'PUT');
  const host = fc.constantFrom(
    'a',
    'a',
    'a',
    'site.example:80',
    '[::1]',
    'evil example',
    '',
    '1.2.3.999',
    'xn--a',
    '-'
  );
  await fc.assert(
    fc.asyncProperty(target, host, method, async (text, name, verb) => {
      const line = text.replace(/[\r\n]/g, '');
      const answer = await raw(`${verb} ${line} HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
      const status = Number(/^HTTP\/1.1 (\d{3}) /.exec(answer)?.[1]);
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
      const location = /^location: (.*)$/im.exec(answer)?.[1];
      if (location !== undefined) expect(location).toMatch(/^\/(?![/\\])/);
    }),
    { numRuns: 600 }
  );
  expect(errors).toEqual([]);
});
