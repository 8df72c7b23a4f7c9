/*
 * Runs as a process of its own: the citation library takes seconds and 200 MB to learn its styles, which nobody who
 * waits for a page should feel, and a thread would not give back. It lives as long as there are references to write.
 */
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-csl';
import chicago from 'style-chicago';
import type { CitationPiece, Citations } from '../platform/db/json.ts';

plugins.config.get('@csl').styles.set('chicago', chicago);

/** The reference, or none where the library cannot make one: that must not keep the others from theirs. */
function write(csl: Record<string, unknown>, template: 'apa' | 'chicago'): CitationPiece[] {
  try {
    return writeOut(csl, template);
  } catch (error) {
    process.stderr.write(`no reference in ${template} for ${String(csl?.id)}: ${String(error)}\n`);
    return [];
  }
}

/** APA is the 7th edition, Chicago the 17th in its author–date form; both in English, as they are defined. */
function writeOut(csl: Record<string, unknown>, template: 'apa' | 'chicago'): CitationPiece[] {
  const html = new Cite(csl).format('bibliography', { format: 'html', template, lang: 'en-US' });
  // Of what has no date it says "Retrieved", which is for what changes all the time, and then with the day (APA 7, 9.16).
  const inner = html
    .replace(/<\/?div[^>]*>/g, '')
    .trim()
    .replace(/ Retrieved (?=https?:\S+$)/, ' ');
  return inner.split(/(<i>.*?<\/i>)/s).flatMap((piece) => {
    const text = decode(piece.replace(/<[^>]*>/g, ''));
    return text ? [{ text, emphasis: piece.startsWith('<i>') }] : [];
  });
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };

function decode(html: string): string {
  return html.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return entities[name] ?? whole;
    return String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex ?? '0', 16));
  });
}

process.on('message', (items: Record<string, unknown>[]) => {
  process.send?.(items.map((csl): Citations => ({ apa: write(csl, 'apa'), chicago: write(csl, 'chicago') })));
});
