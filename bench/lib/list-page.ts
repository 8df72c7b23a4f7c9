import { Random } from './random.ts';

const words =
  'children youth city street park school play safe water alliance member workshop pledge council budget walk cycle air garden evidence report tool case story public space transport health night light bench crossing bus library'.split(
    ' '
  );

/** A list page of about this many bytes, with the variety that real text has, the same at every run. */
export function listPage(bytes: number): string {
  const random = new Random(7);
  const some = (count: number): string => {
    // Made-up endings keep the text from shrinking further than real text does.
    const word = (): string =>
      `${words[random.below(words.length)]}${random.below(3) ? '' : random.below(1e6).toString(36)}`;
    return Array.from({ length: count }, word).join(' ');
  };
  let html = '<!doctype html><html lang="en"><head><title>Library</title></head><body><main>\n';
  for (let i = 0; html.length < bytes; i++) {
    html += `<article class="card"><h2><a href="/library/item-${i}">${some(7)}</a></h2><p class="summary">${some(28)}</p></article>\n`;
  }
  return html;
}
