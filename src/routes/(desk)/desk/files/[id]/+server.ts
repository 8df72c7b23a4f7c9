import { error } from '@sveltejs/kit';
import { maySeeApplicationFile } from '#lib/server/joining/application-queries.ts';
import { maySeePolicy } from '#lib/server/membership/profile.ts';
import { privateDownload } from '#lib/server/web/download.ts';
import type { RequestHandler } from './$types';

/** A file that came with an application, for those who may see it; a member's policy, for those who may edit its entry. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const id = /^\d{1,9}$/.test(params.id) ? Number(params.id) : 0;
  const { ctx } = locals;
  if (!(await maySeeApplicationFile(ctx, id)) && !(await maySeePolicy(ctx, id))) error(404);
  return privateDownload(locals.ctx, id);
};
