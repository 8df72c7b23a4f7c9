import { NotFound } from '../platform/errors.ts';

/**
 * The alliance whose site this is.
 * @throws NotFound on an instance that has none yet, or what kept the hooks from finding it: actions and endpoints are
 * under no layout that would
 */
export function getSite(locals: App.Locals): NonNullable<App.Locals['site']> {
  if (locals.failure) throw locals.failure;
  if (!locals.site) throw new NotFound('alliance');
  return locals.site;
}

/** A message's or a concern's reference as it stands in an address; anything else is none. */
export function readReference(url: URL): string | null {
  const reference = url.searchParams.get('reference') ?? '';
  return /^[A-Z0-9]{4}-[A-Z0-9]{4}$/.test(reference) ? reference : null;
}
