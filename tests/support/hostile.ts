import fc from 'fast-check';
import { expect } from 'vitest';
import { tagsOf } from './html.ts';

/** Markup of many kinds in few letters, which no field is too short for. */
export const markup = `K"'><c4c-foreign>{{7*7}}<script>`;

/** An element that is nowhere in our pages: found in one, it was let in from outside. */
const foreign = 'c4c-foreign';
const attacks = [
  `<${foreign}>`,
  `"><${foreign} a="`,
  `'><${foreign} a='`,
  `</textarea><${foreign}>`,
  `</title></script><${foreign}>`,
  `" onfocus="${foreign}" autofocus="`,
  `\u2028<\u0000${foreign}>`,
  `--><${foreign}><!--`,
  `{{${foreign}}}\${${foreign}}`,
  `javascript:${foreign}`,
  `//evil.example/${foreign}`,
  `/\\evil.example`,
  `https:evil.example`,
  `\t//evil.example`,
  `%0d%0aset-cookie:a=b`,
  `\r\nlocation: https://evil.example`,
  `' or 1=1 --`,
  `__proto__`,
  `../../../etc/passwd`
];
/** Texts that break what does not expect them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...attacks) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\0',
      '\ud800',
      'a\udfff',
      '\u202e\u2066',
      'NaN',
      '-1',
      '1e999',
      '99999999999999999999',
      '0x10',
      'constructor',
      'a@b.c',
      'yes',
      '2024',
      'en',
      'report',
      '\u0301'.repeat(50)
    )
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).map((unit) => unit.repeat(400)) }
);

/** Looks whether an answer broke on what was sent, let it into its page, or sends its reader away with it. */
export async function inspect(response: Response): Promise<void> {
  const here = new URL(response.url).origin;
  expect(response.status, response.url).toBeLessThan(500);
  const to = response.headers.get('location');
  if (to !== null) expect(new URL(to, response.url).origin).toBe(here);
  expect(response.headers.getSetCookie().filter((cookie) => !/^(posted|lang)=/.test(cookie))).toEqual([]);
  const html = await response.text();
  if (!response.headers.get('content-type')?.startsWith('text/html')) return;
  for (const { name, attributes } of tagsOf(html)) {
    expect(name).not.toBe(foreign);
    const isOurs = attributes.type === 'application/ld+json' || attributes.src?.startsWith('/scripts/');
    expect(name === 'script' && !isOurs).toBe(false);
    expect(
      Object.keys(attributes).filter((key) => key.startsWith('on') || key === 'autofocus' || key.includes(foreign))
    ).toEqual([]);
    for (const key of ['href', 'src', 'action', 'formaction']) {
      const address = attributes[key];
      if (address === undefined) continue;
      expect(address).not.toMatch(/^\s*(javascript|data:text|vbscript)/i);
      expect(URL.parse(address, here)?.host).not.toBe('evil.example');
    }
  }
}
