/** The mark: squares 3 to 8 of the court are a child with arms out. Unit 12; edges are shared; never mirrored. */

export const mark = {
  viewBox: '0 0 26 50',
  parts: [
    { part: 'head', d: 'M7 13V7a6 6 0 0 1 12 0v6z' },
    { part: 'arm-6', d: 'M1 13h12v12H1z' },
    { part: 'arm-7', d: 'M13 13h12v12H13z' },
    { part: 'body', d: 'M7 25h12v12H7z' },
    { part: 'feet', d: 'M1 37h12v12H1zM13 37h12v12H13z' }
  ]
} as const;

/**
 * Splits a name whose 4 stands between letters ("Cities4Children"), so that the 4 can have its own tile.
 * Any other name comes back whole.
 */
export function splitName(name: string): { before: string; four: boolean; after: string } {
  const [, before, after] = /^(.*\p{L})4(\p{L}.*)$/u.exec(name) ?? [];
  return before && after ? { before, four: true, after } : { before: name, four: false, after: '' };
}
