import { getOwnApplication } from '#lib/server/joining/application-queries.ts';
import type { RequestHandler } from './$types';

/** All that is kept of an application and its people, for them to take along (GDPR article 20). */
export const GET: RequestHandler = async ({ locals, params }) => {
  const application = await getOwnApplication(locals.ctx, params.token);
  return new Response(JSON.stringify(application, null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="application-${application.reference}.json"`,
      'cache-control': 'private, no-store'
    }
  });
};
