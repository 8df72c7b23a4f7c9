import { countMails, listMails, mailPages, mailStates } from '#lib/server/desk/mails.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { onlyFor, readChoice, readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url, parent }) => {
  const { places } = await parent();
  onlyFor(places.secretariat);
  const state = readChoice(url, 'state', mailStates);
  const page = readPage(url);
  const [counts, mails] = await Promise.all([countMails(ctx), listMails(ctx, { state, page })]);
  return { state, page, counts, mails, pages: mailPages(counts[state]), hasServer: canSendMail() };
};
