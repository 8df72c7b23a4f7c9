import * as v from 'valibot';
import { journalFilter, listJournal } from '#lib/server/people/journal.ts';
import { needJournalInReach } from '#lib/server/people/queries.ts';
import { csvResponse } from '#lib/server/web/csv.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { RequestHandler } from './$types';

const mostRows = 10_000;

/** The journal as the filter shows it, the newest ten thousand facts at most. */
export const GET: RequestHandler = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  needJournalInReach(ctx);
  const query = Object.fromEntries([...event.url.searchParams].filter(([, value]) => value !== ''));
  const entries = await listJournal(ctx, v.parse(journalFilter, query), mostRows);
  return csvResponse(
    'journal.csv',
    ['at', 'fact', 'subject_kind', 'subject_id', 'actor_kind', 'actor_id', 'actor'],
    entries.map((each) => [
      each.at.toISOString(),
      each.fact,
      each.subjectKind,
      each.subjectId,
      each.actorKind,
      each.actorId,
      each.actor
    ])
  );
};
