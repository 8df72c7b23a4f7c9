/** Names that Windows keeps for devices, with any ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Makes a name that a download can have on every system: no folders, no control characters, no marks that turn the
 * direction of the text (they can make `exe` look like `pdf`), 150 characters at most with the ending kept.
 */
export function cleanFileName(given: string): string {
  const last = given.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const name = last
    .normalize('NFC')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffd<>:"|?*]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (!name || device.test(name)) return name ? `file-${name}` : 'file';
  const ending = /\.[^.]{1,12}$/u.exec(name)?.[0] ?? '';
  const letters = Array.from(name.slice(0, name.length - ending.length));
  return letters.slice(0, 150 - [...ending].length).join('') + ending;
}

/** A media type without parameters (RFC 6838, section 4.2); what is none becomes `application/octet-stream`. */
export function cleanMediaType(given: string): string {
  const type = given.split(';')[0]!.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(type)
    ? type
    : 'application/octet-stream';
}
