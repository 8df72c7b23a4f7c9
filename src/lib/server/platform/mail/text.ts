/** Makes one line: no control characters and no line breaks, so that no value can begin a header of its own. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
}

/** Makes text harmless inside HTML, in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Breaks lines at spaces so that they have at most `width` characters; longer words, such as addresses, stay whole. */
export function wrap(text: string, width = 76, indent = ''): string {
  const lines: string[] = [];
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    let current = '';
    for (const word of line.split(/[ \t]+/).filter(Boolean)) {
      if (current && [...current, ...word].length + 1 > width - indent.length) {
        lines.push(current);
        current = word;
      } else current = current ? `${current} ${word}` : word;
    }
    lines.push(current);
  }
  return lines.join(`\n${indent}`);
}
