/**
 * Says what a page shows, so that it is kept until one of these changes: `post:12` for one thing, `post` for any
 * of its kind. A page that names nothing is not kept.
 */
export function dependsOn(locals: App.Locals, ...tags: string[]): void {
  locals.tags.push(...tags);
}

/** The header with which the front's page cache learns the tags; every page also shows its alliance's name. */
export function pageTagsHeader(locals: App.Locals): string | undefined {
  return locals.tags.length > 0 ? [...new Set([...locals.tags, 'alliance'])].join(',') : undefined;
}
