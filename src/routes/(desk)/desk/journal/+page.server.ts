import * as v from 'valibot';
import { nameSubjects } from '#lib/server/desk/subjects.ts';
import { journalFilter, journalLength, listJournal } from '#lib/server/people/journal.ts';
import { needJournalInReach } from '#lib/server/people/queries.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  needJournalInReach(ctx);
  const query = Object.fromEntries([...event.url.searchParams].filter(([, value]) => value !== ''));
  const filter = v.parse(journalFilter, query);
  const entries = await nameSubjects(ctx, await listJournal(ctx, filter));
  return { entries, filter, last: entries.length === journalLength ? entries.at(-1)!.id : undefined };
};
