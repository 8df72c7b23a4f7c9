import { countTasks } from '#lib/server/desk/queue.ts';
import { listOwnPlaces } from '#lib/server/desk/parts.ts';
import { countMails } from '#lib/server/desk/mails.ts';
import { listUnheardAlliances } from '#lib/server/contact/concerns.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { LayoutServerLoad } from './$types';

/** Pages of which nothing is kept, not even to go back to: concerns, and the secret and the codes of a second factor. */
const neverKept = /^\/(desk\/concerns|account\/second-factor)(\/|$)/;

/** What the frame of the desk shows on every page: at most five statements, however much there is. */
export const load: LayoutServerLoad = async (event) => {
  const { person, owed } = requireSession(event);
  const { ctx } = event.locals;
  // Going back finds what was typed also where there is no network; signing out clears what is kept (decision 9).
  event.setHeaders({ 'cache-control': neverKept.test(event.locals.path) ? 'private, no-store' : 'private, no-cache' });
  const [counts, places, unheard] = await Promise.all([countTasks(ctx), listOwnPlaces(ctx), listUnheardAlliances(ctx)]);
  // Who owns the site can have a mail server set; to all others the warning would be of no use.
  const stuck = places.owner && !canSendMail() ? (await countMails(ctx)).waiting : 0;
  return { name: person.name, counts, places, owed, unheard: unheard.length > 0, stuck };
};
