/** Characters of what a reader types that are searched; what follows is left out, and the page says so. */
export const longestSearch = 400;

/** What is searched of a text, in one form of white space: what is kept of it in the links of a page. */
export function searchedPart(text: string): string {
  const whole = text.replace(/\s+/g, ' ').trim();
  return whole
    .slice(0, longestSearch)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}
