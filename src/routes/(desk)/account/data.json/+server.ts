import { getOwnData } from '#lib/server/people/own-data.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { RequestHandler } from './$types';

/** Everything that names the person who asks, as one file. */
export const GET: RequestHandler = async (event) => {
  requireSession(event);
  return new Response(JSON.stringify(await getOwnData(event.locals.ctx), null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="my-data.json"',
      'cache-control': 'private, no-store'
    }
  });
};
