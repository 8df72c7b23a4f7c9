import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { inTransaction, record } from '../../platform/journal.ts';
import { seal, unseal } from '../../platform/sealing.ts';

/** Who somebody is at an OpenID Connect provider, as its checked ID token says. */
export interface OutsidePerson {
  issuer: string;
  subject: string;
  email: string | undefined;
  emailVerified: boolean;
}

export type OutsideOutcome = { personId: number } | { refused: 'no-account' | 'unverified' };

/**
 * The account of somebody from outside: the one that is linked with issuer and subject (OpenID Connect Core 1.0, section
 * 5.7), or the one with the address that the provider has verified, which is linked from now on. Accounts are not made
 * here, and one that is suspended is none. What the provider says of a second factor (`amr`, `acr`) counts for nothing.
 */
export async function takeOutsidePerson(ctx: Context, outside: OutsidePerson): Promise<OutsideOutcome> {
  const { issuer, subject, email, emailVerified } = outside;
  return inTransaction(ctx, async (ctx): Promise<OutsideOutcome> => {
    const linked = await ctx.db
      .selectFrom('outsideAccount as o')
      .innerJoin('person as p', 'p.id', 'o.personId')
      .select(['p.id', 'p.suspendedAt', 'p.erasedAt'])
      .where('o.issuer', '=', issuer)
      .where('o.subject', '=', subject)
      .executeTakeFirst();
    if (linked) return linked.suspendedAt || linked.erasedAt ? { refused: 'no-account' } : { personId: linked.id };
    if (!email || !emailVerified) return { refused: 'unverified' };
    const person = await ctx.db
      .selectFrom('person')
      .select('id')
      .where(sql`lower(email)`, '=', sql`lower(${email})`)
      .where('suspendedAt', 'is', null)
      .where('erasedAt', 'is', null)
      .executeTakeFirst();
    if (!person) return { refused: 'no-account' };
    const added = await ctx.db
      .insertInto('outsideAccount')
      .values({ issuer, subject, personId: person.id, linkedAt: ctx.now })
      .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
      .returning('personId')
      .executeTakeFirst();
    const themselves: Context = { ...ctx, actor: { kind: 'person', id: person.id, roles: [] } };
    if (added) await record(themselves, 'outside-account.linked', { kind: 'person', id: person.id }, { issuer });
    return { personId: person.id };
  });
}

/** Minutes that a round by the provider may take. */
export const roundMinutes = 10;
/** Browsers drop cookies of more than 4096 bytes (RFC 6265, section 6.1): a way on that is longer leads home. */
const longestWay = 1000;

/** What a browser carries by the provider and back: see `Round` in platform/outside-provider.ts. */
export interface CarriedRound {
  state: string;
  nonce: string;
  verifier: string;
  /** The path to be led on to, and the language. */
  to: string;
  locale: string;
}

/**
 * Packs a round for a cookie. Anybody may begin one, so nothing of it is written down here; it is sealed, so that only
 * this instance makes one. That it is walked once is for the provider, whose code is good once (RFC 6749, 4.1.2).
 */
export function packRound(ctx: Context, round: CarriedRound): string {
  const until = ctx.now.getTime() + roundMinutes * 60_000;
  const to = round.to.length > longestWay ? '/' : round.to;
  const bytes = Buffer.from(JSON.stringify({ ...round, to, until }));
  return seal(ctx.instance.secret, 'outside round', 0, bytes).toString('base64url');
}

/** Reads what `packRound` made; undefined for what was made elsewhere, was changed, or took too long. */
export function openRound(ctx: Context, packed: string | undefined): CarriedRound | undefined {
  try {
    const bytes = unseal(ctx.instance.secret, 'outside round', 0, Buffer.from(packed ?? '', 'base64url'));
    const { until, ...round } = JSON.parse(bytes.toString()) as CarriedRound & { until: number };
    return ctx.now.getTime() < until ? round : undefined;
  } catch {
    return undefined;
  }
}
