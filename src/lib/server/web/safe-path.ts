const here = 'https://here.invalid';

/**
 * A path on this site, to be led back to, from what a form says. Whatever a browser could take for another site
 * (`//evil`, `/\evil`, a whole address, one with a tab in it) becomes the home page.
 */
export function safePath(text: string): string {
  const url = /^\/(?![/\\])/.test(text) ? URL.parse(text, here) : null;
  if (!url || url.origin !== here || url.pathname.includes('//')) return '/';
  return url.pathname + url.search;
}
