import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { inTransaction } from '../platform/journal.ts';
import { removeUnused } from './uploads.ts';

/** Years for which an application that was declined or withdrawn keeps what it said. */
export const endedApplicationYears = 2;

/**
 * Empties applications two years after they were declined or withdrawn: what was written, by whom, what was said of it,
 * also in decisions and by each voice, and the files. That there was one, where it ended and when, stays, and of each
 * decision how it was made, when, by whom, and who chose what; a thousand at once. @returns how many were emptied
 */
export async function forgetEndedApplications(ctx: Context): Promise<number> {
  // All or nothing: what is emptied is not found again, so messages that were left behind would stay for good.
  return inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{ id: number; files: number[] }>`
      with over as materialized (select id, array_remove(array[logo_file_id, safeguarding_file_id], null) as files
        from application where state in ('declined', 'withdrawn') and (name <> '–' or focal_email <> '')
          and coalesce(decided_at, changed_at)
            < ${ctx.now}::timestamptz - make_interval(years => ${endedApplicationYears})
        order by id limit 1000 for update)
      update application a set name = '–', short_name = null, kind_note = null, city = null, website = null,
        logo_file_id = null, does = null, why = null, offers = null, safeguarding_note = null,
        safeguarding_file_id = null, safeguarding_url = null, focal_name = null, focal_email = '', focal_title = null,
        signatory_name = null, signatory_email = null, signatory_title = null, reason = null, replaced = null
      from over where over.id = a.id returning a.id, over.files`.execute(ctx.db);
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    for (const table of ['applicationMessage', 'applicationCheck'] as const)
      await ctx.db.deleteFrom(table).where('applicationId', 'in', ids).execute();
    await ctx.db.updateTable('applicationStep').set({ reason: null }).where('applicationId', 'in', ids).execute();
    await ctx.db.updateTable('decision').set({ paper: '', reason: null }).where('applicationId', 'in', ids).execute();
    await ctx.db
      .updateTable('decisionVoice')
      .set({ note: null, recusal: null })
      .where('decisionId', 'in', (eb) => eb.selectFrom('decision').select('id').where('applicationId', 'in', ids))
      .execute();
    await ctx.db.deleteFrom('note').where('subjectKind', '=', 'application').where('subjectId', 'in', ids).execute();
    await removeUnused(
      ctx,
      rows.flatMap(({ files }) => files)
    );
    return ids.length;
  });
}
