import * as v from 'valibot';
import { factText } from '#lib/components/fact-labels.ts';
import { actorKindLabel } from '#lib/components/people-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import { nameSubjects } from '#lib/server/desk/subjects.ts';
import { journalFilter, listJournal } from '#lib/server/people/journal.ts';
import { needJournalInReach } from '#lib/server/people/queries.ts';
import { csvResponse } from '#lib/server/web/csv.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { RequestHandler } from './$types';

const mostRows = 10_000;

/**
 * The journal as the filter shows it, the newest ten thousand facts at most: it grows without an end, and its filter by
 * days gives the rest.
 */
export const GET: RequestHandler = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  needJournalInReach(ctx);
  const query = Object.fromEntries([...event.url.searchParams].filter(([, value]) => value !== ''));
  const entries = await nameSubjects(ctx, await listJournal(ctx, v.parse(journalFilter, query), mostRows));
  return csvResponse(
    'journal.csv',
    [
      m.people_journal_when(),
      m.people_journal_fact(),
      m.records_journal_code(),
      m.people_journal_about(),
      m.records_journal_number(),
      m.records_name(),
      m.people_journal_who()
    ],
    entries.map((each) => [
      each.at.toISOString(),
      factText(each.fact, each.data),
      each.fact,
      each.subjectKind,
      each.subjectId,
      each.subject?.text ?? '',
      each.actor ?? actorKindLabel(each.actorKind)
    ])
  );
};
