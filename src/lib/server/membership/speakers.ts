import type { Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';

/** Somebody who speaks for an organisation and has used their account. */
export interface Speaker {
  organisationId: number;
  personId: number;
  role: string;
  name: string;
  email: string;
  locale: Locale;
}

const speakers = (ctx: Context) =>
  ctx.db
    .selectFrom('personRole as r')
    .innerJoin('person as p', 'p.id', 'r.personId')
    .where('r.endedAt', 'is', null)
    .where('r.since', '<=', ctx.now)
    .where((eb) => eb.or([eb('r.until', 'is', null), eb('r.until', '>', ctx.now)]))
    .where('p.activatedAt', 'is not', null)
    .where('p.suspendedAt', 'is', null)
    .where('p.email', 'is not', null)
    .where('r.role', 'in', ['focal-point', 'signatory']);

/** The numbers of the organisations for which somebody can speak, as a subquery. */
export const organisationsWithSpeakers = (ctx: Context) => speakers(ctx).select('r.organisationId');

/** Everybody who speaks for one of the organisations, each once an organisation: as focal point before as signatory. */
export async function listSpeakers(ctx: Context, organisationIds: number[]): Promise<Speaker[]> {
  if (organisationIds.length === 0) return [];
  const rows = await speakers(ctx)
    .select(['r.organisationId', 'r.personId', 'r.role', 'p.name', 'p.email', 'p.locale'])
    .where('r.organisationId', 'in', organisationIds)
    .distinctOn(['r.organisationId', 'r.personId'])
    .orderBy('r.organisationId')
    .orderBy('r.personId')
    .orderBy('r.role')
    .execute();
  return rows as Speaker[];
}

/** Whom a question to an organisation goes to: its focal points or, where there is none, its signatories. */
export function whoAnswers(speakers: Speaker[], organisationId: number): Speaker[] {
  const own = speakers.filter((speaker) => speaker.organisationId === organisationId);
  const focal = own.filter(({ role }) => role === 'focal-point');
  return focal.length > 0 ? focal : own;
}
