import { formatNumber } from '#lib/format.ts';

/** A text in its own direction between words of any script (Unicode UAX 9: first strong isolate). */
export const inOnePiece = (text: string) => `\u2068${text}\u2069`;

/** An offset from UTC as people write it: `+02:00` is UTC+2. */
export function offsetText(offset: string): string {
  const sign = offset.startsWith('-') ? '−' : '+';
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(4))];
  const past = minutes ? `:${formatNumber(minutes, { minimumIntegerDigits: 2 })}` : '';
  return `\u2066UTC${sign}${formatNumber(hours)}${past}\u2069`;
}
