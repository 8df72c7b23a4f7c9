/** What a mail server's answer comes to, for people who do not run one. */
export type PlainFailure =
  'made-up' | 'no-mailbox' | 'full' | 'too-big' | 'refused' | 'sign-in' | 'away' | 'later' | 'other';

/*
 * In the order in which they are tried. Codes with dots are those of RFC 3463 (section 3), which say more than the three
 * digits before them; words are what servers write that give no code.
 */
const signs: [PlainFailure, RegExp][] = [
  ['made-up', /^WITHHELD\b/],
  ['sign-in', /\bEAUTH\b|\b53[0458]\b|\b5\.7\.8\b/],
  ['full', /\b[45]\.2\.2\b|quota|mailbox (is )?full/i],
  ['too-big', /\b[45]\.[23]\.[34]\b|\b552\b/],
  ['refused', /\b[45]\.7\.\d+\b|spam|blocked|block ?list|blacklist|policy|denied|\b554\b/i],
  ['later', /\b4\.[0-9]\.\d+\b|greylist|try again|\b4[25][0-9]\b/i],
  [
    'no-mailbox',
    /\b5\.1\.\d+\b|no such|unknown (user|recipient|address)|user unknown|not exist|not found|mailbox unavailable|\b55[013]\b|^EENVELOPE/i
  ],
  ['away', /\b(ECONN\w*|ETIMEDOUT|ESOCKET|EDNS|ETLS|EHOSTUNREACH|ENOTFOUND)\b/]
];

/** Reads what `readFailure` kept of the last attempt; undefined when there was none. */
export function plainFailure(lastError: string | null): PlainFailure | undefined {
  if (lastError === null) return undefined;
  return signs.find(([, sign]) => sign.test(lastError))?.[0] ?? 'other';
}
