import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { inTransaction, record } from '../platform/journal.ts';

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
