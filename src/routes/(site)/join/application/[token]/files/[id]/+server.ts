import { error } from '@sveltejs/kit';
import { ownsFile } from '#lib/server/joining/application-queries.ts';
import { privateDownload } from '#lib/server/web/download.ts';
import type { RequestHandler } from './$types';

/** A file of the application that the link opens, and of no other. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const id = /^\d{1,9}$/.test(params.id) ? Number(params.id) : 0;
  if (!(await ownsFile(locals.ctx, params.token, id))) error(404);
  return privateDownload(locals.ctx, id);
};
