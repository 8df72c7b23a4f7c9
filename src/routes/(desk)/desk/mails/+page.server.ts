import { countMails, listMails, mailPages, mailStates } from '#lib/server/platform/mail/desk.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { choiceParam } from '#lib/server/platform/params.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { readPage } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url, parent }) => {
  const { places } = await parent();
  if (!places.secretariat) throw new NotFound('mails');
  const state = choiceParam(url.searchParams, 'state', mailStates);
  const page = readPage(url);
  const [counts, mails] = await Promise.all([countMails(ctx), listMails(ctx, { state, page })]);
  return { state, page, counts, mails, pages: mailPages(counts[state]), hasServer: canSendMail() };
};
