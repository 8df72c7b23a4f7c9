import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';

/** Years for which messages and concerns are kept after they were closed. What is open is never deleted. */
export const messageYears = 2;
export const concernYears = 7;

/** Deletes messages with their answers two years after they were closed. @returns how many */
export async function forgetMessages(ctx: Context): Promise<number> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('message')
    .where('closedAt', '<', sql<Date>`${ctx.now}::timestamptz - make_interval(years => ${messageYears})`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/**
 * Deletes concerns seven years after they were closed: the product's proposal, which an alliance's lawyers may know
 * better. @returns how many
 */
export async function forgetConcerns(ctx: Context): Promise<number> {
  const { rows } = await sql`
    delete from concern c where c.state = 'closed' and (
      select max(s.at) from concern_step s where s.concern_id = c.id
    ) < ${ctx.now}::timestamptz - make_interval(years => ${concernYears}) returning c.id`.execute(ctx.db);
  return rows.length;
}
