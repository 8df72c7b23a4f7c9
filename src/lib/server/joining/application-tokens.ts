import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { readToken, signToken } from '../platform/signing.ts';

/**
 * What an applicant's link lets its holder do: fill in the application and follow it, or confirm the focal point's
 * address. A link for one opens not the other.
 */
export type ApplicationPurpose = 'application' | 'application.confirm';

/** Days for which a link works. */
export const linkDays = 365;

interface Linked {
  id: number;
  links: number;
  focalEmail: string;
}

/**
 * What is signed: links end together when the number changes, and one that confirms an address is good for that address
 * alone.
 */
function purposeFor(purpose: ApplicationPurpose, { links, focalEmail }: Linked): string {
  return purpose === 'application'
    ? `application.${links}`
    : `application.confirm.${links}.${focalEmail.toLowerCase()}`;
}

/** The token of a link for an application whose row is at hand. */
export function signApplication(ctx: Context, purpose: ApplicationPurpose, application: Linked): string {
  const until = new Date(ctx.now.getTime() + linkDays * 86_400_000);
  return signToken(ctx.instance.secret, purposeFor(purpose, application), application.id, until);
}

/** The token of a link for an application, good for a year or until new links are asked for. @throws NotFound */
export async function applicationToken(ctx: Context, purpose: ApplicationPurpose, id: number): Promise<string> {
  const application = await ctx.db
    .selectFrom('application')
    .select(['id', 'links', 'focalEmail'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!application) throw new NotFound('application');
  return signApplication(ctx, purpose, application);
}

/** The application that a link was made for; undefined when it was not made here for this purpose, or has ended. */
export async function findByToken(
  ctx: Context,
  purpose: ApplicationPurpose,
  token: string,
  { lock = false }: { lock?: boolean } = {}
) {
  // Which one it says it is decides only which signature is expected.
  const id = Number(/^\d{1,9}(?=[-.])/.exec(token)?.[0]);
  if (!id) return undefined;
  let query = ctx.db.selectFrom('application').selectAll().where('id', '=', id);
  if (lock) query = query.forUpdate();
  const application = await query.executeTakeFirst();
  if (!application) return undefined;
  const read = readToken(ctx.instance.secret, purposeFor(purpose, application), token, ctx.now);
  return read === application.id ? application : undefined;
}

/** The same, held until the transaction ends, for a verb. @throws NotFound */
export async function holdByToken(ctx: Context, purpose: ApplicationPurpose, token: string) {
  const application = await findByToken(ctx, purpose, token, { lock: true });
  if (!application) throw new NotFound(purpose);
  return application;
}
export type ApplicationRow = Awaited<ReturnType<typeof holdByToken>>;
