import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';

/** Years for which an application that was declined or withdrawn keeps what it said. */
export const endedApplicationYears = 2;

/**
 * Empties applications two years after they were declined or withdrawn: what was written, by whom, and what was said of
 * it. That there was one, where it ended and when, stays. @returns how many were emptied
 */
export async function forgetEndedApplications(ctx: Context): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update application set name = '–', short_name = null, kind_note = null, city = null, website = null,
      logo_file_id = null, does = null, why = null, offers = null, safeguarding_note = null, safeguarding_file_id = null,
      safeguarding_url = null, focal_name = null, focal_email = '', focal_title = null, signatory_name = null,
      signatory_email = null, signatory_title = null, reason = null
    where state in ('declined', 'withdrawn') and name <> '–'
      and coalesce(decided_at, changed_at) < ${ctx.now}::timestamptz - make_interval(years => ${endedApplicationYears})
    returning id`.execute(ctx.db);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  for (const table of ['applicationMessage', 'applicationCheck'] as const)
    await ctx.db.deleteFrom(table).where('applicationId', 'in', ids).execute();
  await ctx.db.updateTable('applicationStep').set({ reason: null }).where('applicationId', 'in', ids).execute();
  await ctx.db.deleteFrom('note').where('subjectKind', '=', 'application').where('subjectId', 'in', ids).execute();
  return ids.length;
}
