import * as v from 'valibot';
import { nameSubjects } from '#lib/server/desk/subjects.ts';
import { journalFilter, journalLength, listOwnActs } from '#lib/server/people/journal.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const filter = v.parse(journalFilter, Object.fromEntries(event.url.searchParams));
  const { ctx } = event.locals;
  const entries = await nameSubjects(ctx, await listOwnActs(ctx, { before: filter.before } as typeof filter));
  return { entries, before: filter.before, last: entries.length === journalLength ? entries.at(-1)!.id : undefined };
};
