import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts';
import { inTransaction } from '../../platform/journal.ts';
import { giveRole, personAt, type NewPerson } from '../people.ts';
import { useLink } from './links.ts';
import { hashPassword } from './password-hash.ts';
import { weaknessOf } from './password-rules.ts';
import { storePassword } from './passwords.ts';
import { hashToken } from './sessions.ts';

const purpose = 'owner-setup';

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
      secretHash: hashToken(secret),
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
    .where('secretHash', '=', hashToken(secret))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .executeTakeFirst();
  return link !== undefined;
}

/**
 * Sets up the first account with the link that the program printed: its person becomes the owner of the whole. The link
 * is used up by it. @returns the person's id, for whom the caller begins a session
 * @throws NotFound when the link does not work, or works no more; Conflict `no-alliance` where nothing was loaded
 *   yet; Invalid for a password that will not do
 */
export async function setUpOwner(
  ctx: Context,
  secret: string,
  person: NewPerson,
  password: string | null = null
): Promise<number> {
  const weakness = password === null ? undefined : weaknessOf(password, person);
  if (weakness) throw new Invalid([{ field: 'password', ...weakness }]);
  const kept = password === null ? null : await hashPassword(password);
  return inTransaction(ctx, async (ctx) => {
    const used = await useLink(ctx, purpose, secret);
    if (!used) throw new NotFound('setup');
    const alliance = await ctx.db.selectFrom('alliance').select('id').where('level', '=', 'global').executeTakeFirst();
    if (!alliance) throw new Conflict('no-alliance');
    const allianceId = alliance.id;
    const id = await personAt(ctx, person);
    if (kept !== null) await storePassword(ctx, id, kept);
    // Whoever holds the link was let in by the operator, who could read it in the terminal.
    await giveRole({ ...ctx, actor: { kind: 'operator' } }, id, 'owner', { allianceId });
    return id;
  });
}
