import { randomInt } from 'node:crypto';

// Without letters and digits that are mistaken for one another when read out on the phone.
const alphabet = 'ACDEFGHJKLMNPQRTUVWXY34679';

/** A reference that people can read out, as in `K4TW-9PQH`. It opens nothing by itself. */
export function newReference(): string {
  const letters = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}
