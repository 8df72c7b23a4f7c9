import { listMessages, messageStates, pageSize } from '#lib/server/contact/queries.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { choiceParam, textParam } from '#lib/server/platform/params.ts';
import { readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url, parent }) => {
  const { places } = await parent();
  if (!places.secretariat) throw new NotFound('messages');
  const state = choiceParam(url.searchParams, 'state', messageStates);
  const words = textParam(url.searchParams, 'q', 200);
  const page = readPage(url);
  const { messages, counts } = await listMessages(ctx, { state, words, page });
  return { state, words, messages, counts, page, pages: Math.ceil(counts[state] / pageSize) };
};
