import { error } from '@sveltejs/kit';
import { listAddresses, pagesPerFile, urlSet } from '../sitemap.xml/addresses.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  if (!/^[1-9]\d{0,3}$/.test(params.part)) error(404);
  const locales = locals.site?.locales ?? ['en'];
  const size = pagesPerFile(locales);
  const addresses = await listAddresses(locals, { from: (Number(params.part) - 1) * size, most: size });
  if (addresses.length === 0) error(404);
  return urlSet(locals.ctx.instance.origin, locales, addresses);
};
