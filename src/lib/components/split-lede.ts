/** How much of a long introduction stands large under the title. */
const most = 240;

/** Parts an introduction at the end of a sentence, so that what is large stays short; the rest may be empty. */
export function splitLede(text: string, language: string): [lede: string, rest: string] {
  if (text.length <= most) return [text, ''];
  let lede = '';
  for (const { segment } of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)) {
    if (lede && lede.length + segment.length > most) break;
    lede += segment;
  }
  return [lede.trim(), text.slice(lede.length).trim()];
}
