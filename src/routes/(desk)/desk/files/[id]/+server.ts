import { error } from '@sveltejs/kit';
import { maySeeApplicationFile } from '#lib/server/joining/application-queries.ts';
import { privateDownload } from '#lib/server/web/download.ts';
import type { RequestHandler } from './$types';

/** A file that came with an application, for those who may see the application. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const id = /^\d{1,9}$/.test(params.id) ? Number(params.id) : 0;
  if (!(await maySeeApplicationFile(locals.ctx, id))) error(404);
  return privateDownload(locals.ctx, id);
};
