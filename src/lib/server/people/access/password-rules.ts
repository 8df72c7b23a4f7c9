import { fold } from '../../platform/text.ts';

/** NIST SP 800-63B: length counts, not kinds of characters; the commonest are refused. */
export const shortestPassword = 10;
export const longestPassword = 200;

/** What the commonest passwords are made of, once digits and signs at their ends are taken away. */
const commonest = new Set(
  (
    'password passwort contrasena motdepasse nenosiri qwerty qwertyuiop qwertz azerty azertyuiop asdfghjkl zxcvbnm ' +
    'qazwsx qazwsxedc iloveyou teamo jetaime nakupenda welcome bienvenue bienvenido karibu letmein admin administrator ' +
    'login master dragon monkey football baseball superman batman princess sunshine shadow michael changeme secret ' +
    'trustno starwars whatever freedom computer internet test testtest guest user default hello helloworld abc abcd ' +
    'abcdef abcdefg abcdefgh abcdefghij passw pass passpass parola senha hunter summer winter spring autumn ' +
    'cities citieschildren citiesforchildren children alliance'
  ).split(' ')
);
const rows = ['abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', '01234567890', '09876543210'];

export interface Weakness {
  code: 'missing' | 'too-short' | 'too-long' | 'common' | 'own';
  values?: { limit: number };
}

/** Why a password will not do, or undefined. Characters are counted as people count them. */
export function weaknessOf(password: string, person: { name: string; email: string }): Weakness | undefined {
  const length = [...password.normalize('NFC')].length;
  if (length === 0) return { code: 'missing' };
  if (length < shortestPassword) return { code: 'too-short', values: { limit: shortestPassword } };
  if (length > longestPassword) return { code: 'too-long', values: { limit: longestPassword } };
  const plain = fold(password).replace(/\s+/g, '');
  if (isCommon(plain)) return { code: 'common' };
  if (ownWords(person).some((word) => plain.includes(word))) return { code: 'own' };
  return undefined;
}

function isCommon(plain: string): boolean {
  // The same letter or two again and again, a row of the keyboard, or of the alphabet, also backwards.
  if (new Set(plain).size < 4) return true;
  const backwards = [...plain].reverse().join('');
  if (rows.some((row) => (row + row).includes(plain) || (row + row).includes(backwards))) return true;
  const stem = plain.replace(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '');
  const letters = [...stem].map((sign) => letterOf[sign] ?? sign).join('');
  return [plain, stem, letters].some((text) => commonest.has(text.replace(/[^\p{L}]/gu, '')));
}

/** What people write for letters, thinking that nobody else does. */
const letterOf: Record<string, string> = { 0: 'o', '@': 'a', 4: 'a', 3: 'e', $: 's', 5: 's', 1: 'i', '!': 'i' };

/** Parts of the name and of the address before the @, too short ones left out: they are in many words. */
const ownWords = ({ name, email }: { name: string; email: string }): string[] =>
  [...name.split(/[\s'’-]+/), ...(email.split('@')[0] ?? '').split(/[._+-]+/), email.split('@')[0] ?? '']
    .map((word) => fold(word).replace(/\s+/g, ''))
    .filter((word) => word.length >= 4);
