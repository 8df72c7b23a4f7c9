/** A text in its own direction between words of any script (Unicode UAX 9: first strong isolate). */
export const inOnePiece = (text: string) => `\u2068${text}\u2069`;

/** An offset from UTC as people write it: `+02:00` is UTC+2. */
export function offsetText(offset: string): string {
  const sign = offset.startsWith('-') ? '−' : '+';
  const minutes = offset.endsWith(':00') ? '' : offset.slice(3);
  return `\u2066UTC${sign}${Number(offset.slice(1, 3))}${minutes}\u2069`;
}
