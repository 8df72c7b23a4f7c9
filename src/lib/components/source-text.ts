/** An address that may be followed: only the web's, whatever was stored. */
export function linkTo(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}

/** The site that a source stands on, as people say it. */
export function siteOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/^www\.|\.$/g, '') ?? url;
}

/** Where on that site: the path in readable letters, without the slashes at its ends. */
export function pathOf(url: string): string {
  const path = URL.parse(url)?.pathname.replace(/^\/|\/$/g, '') ?? '';
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Of several pages of one site the first. */
export function oneOfEachSite<T extends { url: string }>(sources: T[]): T[] {
  return [...new Map(sources.toReversed().map((source) => [siteOf(source.url), source])).values()].toReversed();
}
