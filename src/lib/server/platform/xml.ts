/** What XML 1.0 (2.2) cannot carry, however it is escaped. */
// oxlint-disable-next-line no-control-regex
const outside = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A text as the content of an element, or the value of an attribute in double quotes. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(outside, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** An element with a text, and attributes where they are given; nothing where there is no text. */
export function textElement(
  name: string,
  text: string | number | null | undefined,
  attributes: Record<string, string> = {}
): string {
  if (text === null || text === undefined || text === '') return '';
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return `<${name}${given.join('')}>${escapeXml(String(text))}</${name}>`;
}
