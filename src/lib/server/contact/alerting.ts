import { sql } from 'kysely';
import { inLanguage, type Locale, type Localised } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { upFrom } from '../platform/db/within.ts';
import { queueMail } from '../platform/mail/mail.ts';
import type { Role } from '../platform/roles.ts';
import { concernAlert } from './mails.ts';

interface Holder {
  name: string;
  email: string;
  locale: Locale;
}

/** Those with an account in use who hold a role on an alliance or, where it reaches, above it; each once. */
async function listHolders(ctx: Context, allianceId: number, role: Role): Promise<Holder[]> {
  const { rows } = await sql<Holder>`
    select distinct p.id, p.name, p.email, p.locale from person_role r join person p on p.id = r.person_id
    where r.alliance_id in ${upFrom(allianceId)} and r.role = ${role} and r.since <= ${ctx.now} and r.ended_at is null
      and (r.until is null or r.until > ${ctx.now}) and p.activated_at is not null and p.suspended_at is null
      and p.erased_at is null and p.email is not null
    order by p.id`.execute(ctx.db);
  return rows;
}

/**
 * Mails at once to each safeguarding lead in reach that an urgent concern waits, with its reference and nothing of what
 * was written; where there is none, to the owners, who cannot read it but can name one. In the caller's transaction.
 */
export async function alertOfConcern(ctx: Context, concern: { id: number; allianceId: number; reference: string }) {
  const { id, allianceId, reference } = concern;
  const leads = await listHolders(ctx, allianceId, 'safeguarding-lead');
  const isHeard = leads.length > 0;
  const people = isHeard ? leads : await listHolders(ctx, allianceId, 'owner');
  const { name } = await ctx.db
    .selectFrom('alliance')
    .select('name')
    .where('id', '=', allianceId)
    .executeTakeFirstOrThrow();
  for (const person of people) {
    // Who reads the mailbox of the site has been told there.
    if (isHeard && person.email.toLowerCase() === ctx.instance.safeguardingEmail?.toLowerCase()) continue;
    const { locale } = person;
    const alliance = inLanguage(name as Localised, locale).text;
    await queueMail(ctx, concernAlert({ ...ctx, locale }, alliance, { ...person, reference, isHeard }));
  }
  if (!isHeard) return;
  // It had a mail of its own: no digest goes out for it.
  await ctx.db
    .updateTable('task')
    .set({ mailedAt: ctx.now })
    .where('kind', '=', 'concern.handle')
    .where('subjectKind', '=', 'concern')
    .where('subjectId', '=', id)
    .where('doneAt', 'is', null)
    .execute();
}
