import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { erasePerson } from './erasure.ts';
import { undoDays } from './merging.ts';

/** Days for which each is kept; docs/retention.md says so to everybody. */
export const keptDays = {
  addressChanges: 7,
  signInWishes: 1,
  links: 120,
  invitations: 90
};

const before = (ctx: Context, days: number) => new Date(ctx.now.getTime() - days * 86_400_000);
const count = (result: { numDeletedRows: bigint }[]) => Number(result[0]?.numDeletedRows ?? 0n);

/** Deletes addresses that were asked for and not confirmed. */
export const forgetAddressChanges = async (ctx: Context): Promise<number> =>
  count(await ctx.db.deleteFrom('addressChange').where('askedAt', '<', before(ctx, keptDays.addressChanges)).execute());

/** Deletes addresses that somebody typed to sign in, where the job that takes them was lost. */
export const forgetSignInWishes = async (ctx: Context): Promise<number> =>
  count(await ctx.db.deleteFrom('signInWish').where('askedAt', '<', before(ctx, keptDays.signInWishes)).execute());

/** Deletes one-time links of people, long after they worked: those of invitations say how long nobody came. */
export const forgetLinks = async (ctx: Context): Promise<number> =>
  count(
    await ctx.db
      .deleteFrom('oneTimeLink')
      .where('purpose', 'in', ['sign-in', 'invitation', 'new-address'])
      .where('createdAt', '<', before(ctx, keptDays.links))
      .execute()
  );

/** Deletes what was noted to undo merges, of people and of organisations, that nobody can undo any more. */
export const forgetMerges = async (ctx: Context): Promise<number> =>
  count(await ctx.db.deleteFrom('merge').where('at', '<', before(ctx, undoDays)).execute());

/**
 * Erases people who were invited and did not come within 90 days of the last invitation. Who speaks for an organisation
 * stays: they may answer by the links in mails and never need the account.
 */
export async function forgetInvitations(ctx: Context): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select p.id from person p
    join one_time_link l on l.purpose = 'invitation' and l.subject_id = p.id
    where p.activated_at is null and p.erased_at is null
      and not exists (select from person_role r
        where r.person_id = p.id and r.organisation_id is not null and r.ended_at is null)
    group by p.id having max(l.created_at) < ${before(ctx, keptDays.invitations)} limit 1000`.execute(ctx.db);
  for (const { id } of rows) await erasePerson({ ...ctx, actor: { kind: 'system' } }, id);
  return rows.length;
}
