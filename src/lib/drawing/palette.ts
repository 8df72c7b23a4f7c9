/** The colours as data: what an alliance may set anew, what cards and icons are painted with, what contrast is checked on. */

/** One colour for day and night, or one for each. */
export type ColourValue = string | readonly [day: string, night: string];
/** Values by token name. */
export type Colours = Partial<Record<string, ColourValue>>;
export type Scheme = 'day' | 'night';

/** The values of styles/tokens.css; a test holds the two together. */
export const palette = {
  paper: ['#fbf8f1', '#17191c'],
  'paper-2': ['#f2ecdf', '#202327'],
  'paper-3': ['#fff', '#101214'],
  ink: ['#1b1d22', '#f3eee2'],
  'ink-2': ['#55524b', '#bcb6a9'],
  rule: ['#d9d0be', '#3a3e44'],
  edge: ['#7d776a', '#8b8f95'],
  asphalt: ['#23262b', '#0d0f11'],
  'asphalt-2': ['#30343a', '#1b1e22'],
  chalk: '#f6f1e4',
  'chalk-2': '#bdb8ac',
  night: '#1b1d22',
  'sun-fill': '#f6b91f',
  'sun-text': ['#7a5000', '#ffd05a'],
  'sun-wash': ['#fdeec4', '#3b2f10'],
  'sun-deep': '#8a5a00',
  'sun-pale': '#fde5a1',
  'coral-fill': '#ee5b43',
  'coral-text': ['#ad2a17', '#ff9a88'],
  'coral-wash': ['#fbdfd7', '#43211b'],
  'coral-deep': '#8f2414',
  'coral-pale': '#fbcabc',
  'leaf-fill': '#3f9f5c',
  'leaf-text': ['#1c6939', '#83d69b'],
  'leaf-wash': ['#dcedd8', '#17331f'],
  'leaf-deep': '#175430',
  'leaf-pale': '#c4e3bf',
  'sky-fill': '#3a8dd4',
  'sky-text': ['#14559a', '#8cc4f5'],
  'sky-wash': ['#dbe9f5', '#142c42'],
  'sky-deep': '#123f73',
  'sky-pale': '#c3dcf1',
  mark: ['#ffe28a', '#5e4a12'],
  'focus-in': ['#1b1d22', '#101214'],
  land: ['#e3dac7', '#2c3036'],
  'land-2': ['#b9ae98', '#5b626b'],
  'cover-chalk': ['#fffaf0', '#efe8d8']
} as const satisfies Record<string, ColourValue>;

export type ColourToken = keyof typeof palette;

export const isColourToken = (name: string): name is ColourToken => Object.hasOwn(palette, name);

/** `#rgb` or `#rrggbb`: nothing else goes into a style sheet or a drawing, whatever the database holds. */
export const isColour = (value: unknown): value is string =>
  typeof value === 'string' && /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(value);

/** The one or two colours of a value that can be used, else undefined. */
export function pairOf(value: unknown): readonly [day: string, night: string] | undefined {
  const [day, night, ...rest] = Array.isArray(value) ? (value as unknown[]) : [value, value];
  return isColour(day) && isColour(night) && rest.length === 0 ? [day, night] : undefined;
}

/** The colour of a token: the alliance's own where it has set one that can be used, else the product's. */
export function colourOf(colours: Colours, token: ColourToken, scheme: Scheme = 'day'): string {
  const [day, night] = pairOf(colours[token]) ?? pairOf(palette[token])!;
  return scheme === 'day' ? day : night;
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
