import { listMessages, messageStates, pageSize } from '#lib/server/contact/queries.ts';
import { onlyFor, readChoice, readPage, readWords } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url, parent }) => {
  const { places } = await parent();
  onlyFor(places.secretariat);
  const state = readChoice(url, 'state', messageStates);
  const words = readWords(url);
  const page = readPage(url);
  const { messages, counts } = await listMessages(ctx, { state, words, page });
  return { state, words, messages, counts, page, pages: Math.ceil(counts[state] / pageSize) };
};
