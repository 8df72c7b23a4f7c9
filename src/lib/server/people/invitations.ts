import { inLanguage, type Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { queueMail } from '../platform/mail/mail.ts';
import type { Role } from '../platform/roles.ts';
import { makeLink } from './access/links.ts';
import { invitationDays, invitationMail } from './mails.ts';
import { findByLink } from './access/sign-in-links.ts';
import { allianceName } from './access/signing-in.ts';

/** Writes an invitation: a job, because mails with links are (see `Instance.origin`). */
export const inviteJob = defineJob<{ id: number }>('people.invite', { onlyOne: ({ id }) => String(id) });

/** Invites a person to use their account, by mail, in the caller's transaction. Who has used it already gets nothing. */
export async function inviteLater(ctx: Context, personId: number): Promise<void> {
  await enqueue(ctx, inviteJob, { id: personId });
}

/** Does the job `people.invite`: only the link that was sent last works. */
export async function writeInvitation(ctx: Context, id: number): Promise<void> {
  const person = await ctx.db
    .selectFrom('person')
    .select(['name', 'email', 'locale'])
    .where('id', '=', id)
    .where('activatedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .where('erasedAt', 'is', null)
    .executeTakeFirst();
  if (!person) return;
  const locale = person.locale as Locale;
  const secret = await makeLink(ctx, 'invitation', id, invitationDays * 1440);
  const alliance = await allianceName(ctx, locale);
  await queueMail(ctx, invitationMail({ ...ctx, locale }, alliance, { ...person, email: person.email! }, secret));
}

/** What an invitation says of itself to whoever opens its link. */
export interface Invitation {
  name: string;
  email: string;
  /** Who made the account; null where the program did, as after an application was accepted. */
  inviter: string | null;
  /** What they are invited to be, where. */
  roles: { role: Role; on: string }[];
}

/** The invitation of a link, while it works; looking does not use it up. */
export async function findInvitation(ctx: Context, secret: string): Promise<Invitation | undefined> {
  const person = await findByLink(ctx, 'invitation', secret);
  if (!person) return undefined;
  const [from, roles] = await Promise.all([
    ctx.db
      .selectFrom('person as p')
      .innerJoin('person as i', 'i.id', 'p.invitedBy')
      .select('i.name')
      .where('p.id', '=', person.id)
      .executeTakeFirst(),
    ctx.db
      .selectFrom('personRole as r')
      .leftJoin('alliance as a', 'a.id', 'r.allianceId')
      .leftJoin('organisation as o', 'o.id', 'r.organisationId')
      .select(['r.role', 'a.name as alliance', 'o.name as organisation'])
      .where('r.personId', '=', person.id)
      .where('r.endedAt', 'is', null)
      .orderBy('r.id')
      .execute()
  ]);
  return {
    name: person.name,
    email: person.email,
    inviter: from?.name ?? null,
    roles: roles.map(({ role, alliance, organisation }) => ({
      role: role as Role,
      on: organisation ?? inLanguage(alliance ?? {}, ctx.locale).text
    }))
  };
}
