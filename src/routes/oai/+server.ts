import { error } from '@sveltejs/kit';
import { answerHarvester } from '#lib/server/library/harvesting/repository.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { RequestHandler } from './$types';

/** The hub for harvesters (OAI-PMH 2.0): the same by GET and by POST (section 3.1.1). */
const answer = async (locals: App.Locals, parameters: URLSearchParams): Promise<Response> => {
  const site = getSite(locals);
  const text = await answerHarvester(locals.ctx, site.name, parameters);
  return new Response(text, { headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' } });
};

export const GET: RequestHandler = ({ locals, url }) => answer(locals, url.searchParams);

export const POST: RequestHandler = async ({ locals, request }) => {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) error(415);
  return answer(locals, new URLSearchParams((await request.text()).slice(0, 10_000)));
};
