import { expect, test } from 'vitest';
import { wholePage } from './whole-page.ts';

const html = (text: string) =>
  `<!doctype html>\n<html lang="%lang%" dir="%dir%">\n<body>${text} %lang% 50\u00a0% “বাংলা”</body></html>`;
const kit = { 'x-sveltekit-page': 'true', 'content-type': 'text/html' };
/** As SvelteKit answers with a page. */
const answer = (text: string, init: ResponseInit = {}) => {
  return (take: (chunk: { html: string }) => string) => {
    const left = take({ html: html(text) });
    return Promise.resolve(
      new Response(left, { headers: { ...kit, etag: '"kit"', 'content-length': String(left.length) }, ...init })
    );
  };
};

test('a page is in its language, whole, with its length and an ETag of what is in it', async () => {
  const one = await wholePage('ar', answer('one', { status: 404, headers: { ...kit, etag: '"kit"', 'x-more': '1' } }));
  const two = await wholePage('en', answer('two'));
  const again = await wholePage('en', answer('two'));
  expect([one.status, one.headers.get('x-more')]).toEqual([404, '1']);
  const text = await one.text();
  expect(text).toBe(html('one').replace('%lang%', 'ar').replace('%dir%', 'rtl'));
  expect(one.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  expect(await two.text()).toBe(html('two').replace('%lang%', 'en').replace('%dir%', 'ltr'));
  expect(again.headers.get('etag')).toBe(two.headers.get('etag'));
  expect(two.headers.get('etag')).toMatch(/^"\w+-\w+"$/);
  expect(two.headers.get('etag')).not.toBe(one.headers.get('etag'));
});

test('a page of any length is whole', async () => {
  const long = 'বাংলা'.repeat(100_000);
  expect(await (await wholePage('bn', answer(long))).text()).toContain(`<body>${long} %lang%`);
});

test('what comes after a page still comes after it', async () => {
  const streaming = await wholePage('en', (take) =>
    Promise.resolve(new Response(`${take({ html: html('first') })}\nsecond`, { headers: kit }))
  );
  await wholePage('en', answer('another'));
  expect(await streaming.text()).toBe(`${html('first').replace('%lang%', 'en').replace('%dir%', 'ltr')}\nsecond`);
});

test('what is no page is left as it is, also in the place of one that failed', async () => {
  const file = new Response('%lang%');
  expect(await wholePage('en', () => Promise.resolve(file))).toBe(file);
  const failure = new Response('failed', { status: 500 });
  const failed = await wholePage('en', (take) => {
    take({ html: html('page') });
    return Promise.resolve(failure);
  });
  expect(failed).toBe(failure);
});
