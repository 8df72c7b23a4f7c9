import { expect, test } from 'vitest';
import { cardSize, drawCard, drawIcon, type CardBrand, type CardContent } from '#lib/drawing/card.ts';
import { cardText } from '#lib/drawing/card-text.ts';
import { colours, motifNames } from '#lib/drawing/cover.ts';
import { iconPicture } from '#lib/drawing/pictures.ts';
import { openBrush } from './brush.ts';

const brush = await openBrush();
const brand: CardBrand = { name: 'Cities4Children', colours: {}, mark: null, locale: 'en' };
const cover: CardContent['cover'] = { id: 'resource-x', motif: 'forum', colour: 'sun' };
const arabic = 'لقاء التشبيك في الدورة الحادية عشرة للمنتدى الحضري العالمي في كاتوفيتسه';
const bengali = 'কাতোভিৎসেতে একাদশ বিশ্ব নগর ফোরামে নেটওয়ার্কিং অনুষ্ঠান';

const pngSize = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

test('a card is a PNG of 1200 by 630, always the same, and light', async () => {
  for (const content of [
    { title: 'Cities where children and youth thrive', language: 'en' },
    { title: 'Streets', language: 'en', kicker: 'Road safety', cover }
  ]) {
    const png = await brush(drawCard(content, brand));
    expect(pngSize(png)).toEqual(cardSize);
    expect(png.length).toBeLessThan(120_000);
    expect(await brush(drawCard(content, brand))).toEqual(png);
  }
});

test('every motif in every colour stays light', async () => {
  for (const motif of motifNames) {
    for (const colour of colours) {
      for (const id of ['one', 'two', 'three']) {
        const png = await brush(
          drawCard({ title: 'A street for an afternoon', language: 'en', cover: { id, motif, colour } }, brand)
        );
        expect(png.length, `${motif} ${colour} ${id}`).toBeLessThan(120_000);
      }
    }
  }
});

/** The pixels between two columns and rows that are not of the ground's colour. */
function marks(pixels: Buffer, from: [number, number], to: [number, number]): number {
  let count = 0;
  for (let y = from[1]; y < to[1]; y++) {
    for (let x = from[0]; x < to[0]; x++) {
      const at = (y * cardSize.width + x) * 4;
      if (pixels[at] !== 0xfb || pixels[at + 1] !== 0xf8 || pixels[at + 2] !== 0xf1) count++;
    }
  }
  return count;
}

test('a long title wraps to three lines and never leaves its column, in every script', async () => {
  const cases: [string, string][] = [
    ['en', 'How cities can work for children and youth '.repeat(12)],
    ['de', 'Donaudampfschifffahrtsgesellschaft'.repeat(15)],
    ['en', 'W'.repeat(500)],
    ['ar', `${arabic} `.repeat(8)],
    ['bn', `${bengali} `.repeat(8)],
    ['ar', `${arabic} Cities4Children 2022 `.repeat(6)]
  ];
  for (const [language, title] of cases) {
    const pixels = await brush(drawCard({ title, language, kicker: title, cover }, { ...brand, name: title }), 'raw');
    const mirrored = language === 'ar';
    // The margin, and the gap between the column and the drawing, less what a letter's overhang may take.
    const margins: [number, number][] = mirrored
      ? [
          [440, 484],
          [1142, 1200]
        ]
      : [
          [0, 58],
          [716, 760]
        ];
    for (const [left, right] of margins) expect(marks(pixels, [left, 0], [right, 630]), `${language} ${left}`).toBe(0);
    const [left, right] = mirrored ? [440, 1200] : [0, 760];
    expect(marks(pixels, [left, 0], [right, 60]), `${language} top`).toBe(0);
    expect(marks(pixels, [left, 580], [right, 630]), `${language} bottom`).toBe(0);
    // Between the title and the name there is room, so there is no fourth line.
    expect(marks(pixels, [left, 462], [right, 482]), `${language} below the title`).toBe(0);
    expect(marks(pixels, [left, 200], [right, 440]), `${language} title`).toBeGreaterThan(1000);
  }
});

test('Arabic is joined: its letters are other than the same letters apart', async () => {
  const one = await brush(drawCard({ title: 'مدن', language: 'ar', cover }, brand));
  const apart = await brush(drawCard({ title: 'م\u200cد\u200cن', language: 'ar', cover }, brand));
  expect(one.equals(apart)).toBe(false);
});

test('no title is too odd for a card', async () => {
  const odd = [
    '',
    '   ',
    '<script>alert(1)</script> &amp; <!-- ]]> {{x}} url(file:///etc/passwd)',
    '👩‍👩‍👧‍👦🏙️ 🇰🇪 Streets 🎉',
    '中文標題 हिन्दी한국어',
    '\u202e\u2066evil\u2069\u202c \u0000\u0007 \ud800 lone',
    'e\u0301'.repeat(400),
    'ا\u064b\u064c\u064d'.repeat(200),
    'א ב ג mixed مرحبا বাংলা',
    'x'.repeat(100_000)
  ];
  for (const title of odd) {
    for (const language of ['en', 'ar', 'xx-invalid-tag', '']) {
      const png = await brush(drawCard({ title, language, kicker: title, cover }, { ...brand, name: title }));
      expect(pngSize(png), title.slice(0, 40)).toEqual(cardSize);
    }
  }
});

test('a card shows words that its faces have', () => {
  expect(cardText('👩‍👩‍👧‍👦 Streets 🎉 for\u00a0all  中文 ')).toBe('Streets for all');
  expect(cardText('\u202eevil\u202c a\0b')).toBe('evil ab');
  expect(cardText('Łódź “quoted” – Ğ')).toBe('Łódź “quoted” – Ğ');
  expect(cardText('ক\u200dষ')).toBe('ক\u200dষ');
  expect([...cardText('a'.repeat(500))]).toHaveLength(301);
});

test('an icon is as large as asked, with the alliance’s own mark too', async () => {
  for (const own of [null, 'M4 4h40v40H4z']) {
    const png = await brush(drawIcon(iconPicture({}, own, 180), 180));
    expect(pngSize(png)).toEqual({ width: 180, height: 180 });
  }
});
