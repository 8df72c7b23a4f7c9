import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { inTransaction } from '../platform/journal.ts';

const purpose = 'owner-setup';
const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');

/**
 * Makes the one-time link with which the owner sets up the first account, in place of any made before: only the
 * one printed last works. It is good for seven days.
 * @returns the secret, which is kept nowhere; undefined once the first account is there
 */
export async function renewSetupLink(ctx: Context): Promise<string | undefined> {
  return inTransaction(ctx, async (ctx) => {
    // Two programs that start at once must not print two links that both work.
    await sql`select pg_advisory_xact_lock(hashtext(${purpose}))`.execute(ctx.db);
    return replaceLink(ctx);
  });
}

async function replaceLink(ctx: Context): Promise<string | undefined> {
  const used = await ctx.db
    .selectFrom('oneTimeLink')
    .select('id')
    .where('purpose', '=', purpose)
    .where('usedAt', 'is not', null)
    .executeTakeFirst();
  if (used) return undefined;
  const secret = randomBytes(24).toString('base64url');
  await ctx.db.deleteFrom('oneTimeLink').where('purpose', '=', purpose).execute();
  await ctx.db
    .insertInto('oneTimeLink')
    .values({
      purpose,
      secretHash: hash(secret),
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + 7 * 86_400_000)
    })
    .execute();
  return secret;
}

/** Whether this is the secret of the set-up link, unused and in time. */
export async function isSetupSecret(ctx: Context, secret: string): Promise<boolean> {
  const link = await ctx.db
    .selectFrom('oneTimeLink')
    .select('id')
    .where('purpose', '=', purpose)
    .where('secretHash', '=', hash(secret))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .executeTakeFirst();
  return link !== undefined;
}
