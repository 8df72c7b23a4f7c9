import { countAddresses, index, listAddresses, pagesPerFile, urlSet } from './addresses.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  const { origin } = locals.ctx.instance;
  const locales = locals.site?.locales ?? ['en'];
  const size = pagesPerFile(locales);
  const files = Math.ceil((await countAddresses(locals)) / size);
  return files > 1
    ? index(origin, files)
    : urlSet(origin, locales, await listAddresses(locals, { from: 0, most: size }));
};
