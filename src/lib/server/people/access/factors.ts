import type { Context } from '../../platform/context.ts';
import { Forbidden, NotFound } from '../../platform/errors.ts';
import { definitionOf, personOf, roleNames } from '../../platform/roles.ts';

/** Roles that are in force only with a second factor. */
const demanding = roleNames.filter((role) => definitionOf(role).secondFactor);

/** What a person has to prove it is them, besides the first factor. */
export interface Factors {
  /** Whether codes of an app are set up and confirmed. */
  codes: boolean;
  passkeys: number;
  /** Whether a role of theirs needs a second factor. */
  needed: boolean;
}

/** The number of the person who acts. @throws NotFound for a visitor: an account of nobody is none */
export function ownNumber(ctx: Context): number {
  const id = personOf(ctx.actor);
  if (id === null) throw new NotFound('person');
  return id;
}

/** The second factors of the person who acts, and whether one is needed. */
export async function getFactors(ctx: Context): Promise<Factors> {
  const personId = ownNumber(ctx);
  const row = await ctx.db
    .selectNoFrom((eb) => [
      eb
        .exists(
          eb
            .selectFrom('secondFactor')
            .select('personId')
            .where('personId', '=', personId)
            .where('confirmedAt', 'is not', null)
        )
        .as('codes'),
      eb
        .selectFrom('passkey')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('personId', '=', personId)
        .as('passkeys'),
      eb
        .exists(
          eb
            .selectFrom('personRole')
            .select('id')
            .where('personId', '=', personId)
            .where('role', 'in', demanding)
            .where('endedAt', 'is', null)
            .where('since', '<=', ctx.now)
            .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', ctx.now)]))
        )
        .as('needed')
    ])
    .executeTakeFirstOrThrow();
  return { codes: Boolean(row.codes), passkeys: Number(row.passkeys), needed: Boolean(row.needed) };
}

/**
 * Whether a session may add and remove factors. Where there is one already, whoever has only the first must not make
 * one of their own. A lost passkey that nothing needs is the exception: else nobody could ever take it away.
 */
export const mayChangeFactors = ({ codes, passkeys, needed }: Factors, session: { secondFactor: boolean }): boolean =>
  session.secondFactor || (!codes && (passkeys === 0 || !needed));

/** The same for verbs. @throws Forbidden */
export async function allowFactorChange(ctx: Context, session: { secondFactor: boolean }): Promise<Factors> {
  const factors = await getFactors(ctx);
  if (!mayChangeFactors(factors, session)) throw new Forbidden();
  return factors;
}
