import { index, listAddresses, pagesPerFile, urlSet } from './addresses.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  const addresses = await listAddresses(locals);
  const { origin } = locals.ctx.instance;
  const locales = locals.site?.locales ?? ['en'];
  const files = Math.ceil(addresses.length / pagesPerFile(locales));
  return files > 1 ? index(origin, files) : urlSet(origin, locales, addresses);
};
