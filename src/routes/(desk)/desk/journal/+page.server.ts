import * as v from 'valibot';
import { journalFilter, journalLength, listJournal } from '#lib/server/people/journal.ts';
import { canReadJournalSomewhere } from '#lib/server/people/queries.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  if (!canReadJournalSomewhere(ctx)) throw new NotFound('journal');
  const query = Object.fromEntries([...event.url.searchParams].filter(([, value]) => value !== ''));
  const filter = v.parse(journalFilter, query);
  const entries = await listJournal(ctx, filter);
  return { entries, filter, last: entries.length === journalLength ? entries.at(-1)!.id : undefined };
};
