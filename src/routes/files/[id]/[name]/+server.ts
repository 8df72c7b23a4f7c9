import { error } from '@sveltejs/kit';
import { downloadResponse } from '#lib/server/web/download.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params, request }) => {
  if (!/^\d{1,9}$/.test(params.id)) error(404);
  return downloadResponse(locals.ctx, Number(params.id), request.headers.get('range'));
};
