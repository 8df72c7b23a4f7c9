import { sql } from 'kysely';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { personOf } from '../platform/roles.ts';
import { watchFocalPoints } from './focal-points.ts';
import { farewellMail } from './account-mails.ts';
import { allianceName } from './access/signing-in.ts';
import { keepAnOwner } from './people.ts';
import { allowWithPerson, mayWithPerson, placesOf, recordEverywhere } from './places.ts';
import { canErasePerson } from './policy.ts';

/**
 * Erases a person (GDPR article 17): the account with all that opens it, their name and address wherever they stand,
 * what was written about them, and what they wrote under that address. What stays stays without a name: the numbers in
 * the journal, and what they decided and wrote for the alliance. Everybody may do so with themselves, and the
 * secretariat for whoever asks for it. Twice is fine.
 * @throws NotFound, Forbidden; Conflict `last-owner`
 */
export async function erasePerson(ctx: Context, personId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await ctx.db
      .selectFrom('person')
      .select(['name', 'email', 'locale', 'activatedAt'])
      .where('id', '=', personId)
      .forUpdate()
      .executeTakeFirst();
    if (!person) throw new NotFound('person');
    const stands = await placesOf(ctx, personId);
    allowWithPerson(ctx, stands, personOf(ctx.actor) === personId || mayWithPerson(ctx, stands, canErasePerson));
    if (person.email === null) return;
    for (const allianceId of stands.ownerOf) await keepAnOwner(ctx, allianceId, personId);
    await forgetPerson(ctx, personId, person.email);
    for (const organisationId of stands.focalOf) await watchFocalPoints(ctx, organisationId);
    if (person.activatedAt) {
      const theirs = { ...ctx, locale: person.locale as Locale };
      await queueMail(
        theirs,
        farewellMail(theirs, await allianceName(ctx, theirs.locale), { ...person, email: person.email })
      );
    }
    await recordEverywhere(ctx, 'person.erased', personId, stands);
  });
}

/** Forgets one record of a person, and those that were merged into it: they are the same person. */
async function forgetPerson(ctx: Context, personId: number, email: string): Promise<void> {
  await endRoles(ctx, personId);
  await forgetAccess(ctx, personId, email);
  await forgetWords(ctx, personId, email);
  const nobody = m.people_erased_name({}, { locale: 'en' });
  await ctx.db
    .updateTable('person')
    .set({ name: nobody, email: null, erasedAt: ctx.now, digest: 'none', digestAt: null })
    .where('id', '=', personId)
    .execute();
  const merged = await ctx.db
    .selectFrom('person')
    .select(['id', 'email'])
    .where('mergedIntoId', '=', personId)
    .where('email', 'is not', null)
    .execute();
  for (const other of merged) {
    await forgetPerson(ctx, other.id, other.email!);
    await record(ctx, 'person.erased', { kind: 'person', id: other.id });
  }
}

async function endRoles(ctx: Context, personId: number): Promise<void> {
  await ctx.db
    .updateTable('personRole')
    .set({ endedAt: ctx.now, endedBy: personOf(ctx.actor) })
    .where('personId', '=', personId)
    .where('endedAt', 'is', null)
    .execute();
}

/** What belongs to an account and to nothing else. */
const ofAccount = [
  'personPassword',
  'passkey',
  'secondFactor',
  'recoveryCode',
  'session',
  'knownDevice',
  'signInStep',
  'outsideAccount',
  'savedFilter',
  'addressChange',
  'task'
] as const;

async function forgetAccess(ctx: Context, personId: number, email: string): Promise<void> {
  for (const table of ofAccount) await ctx.db.deleteFrom(table).where('personId', '=', personId).execute();
  await ctx.db
    .deleteFrom('oneTimeLink')
    .where('subjectId', '=', personId)
    .where('purpose', 'in', ['sign-in', 'invitation', 'new-address'])
    .execute();
  await ctx.db.updateTable('task').set({ heldBy: null }).where('heldBy', '=', personId).execute();
  // What is still on its way is emptied like all mails, a month after it went out.
  await ctx.db
    .updateTable('mail')
    .set({ toAddress: '', replyTo: null, subject: '', text: '', html: '', headers: '{}' })
    .where((eb) =>
      // What they wrote went to the secretariat with their address to answer to.
      eb.or([eb(sql`lower(to_address)`, '=', email.toLowerCase()), eb(sql`lower(reply_to)`, '=', email.toLowerCase())])
    )
    .where((eb) => eb.or([eb('sentAt', 'is not', null), eb('givenUpAt', 'is not', null)]))
    .execute();
}

/** Notes about the person, and what they wrote under their address as anybody may. */
async function forgetWords(ctx: Context, personId: number, email: string): Promise<void> {
  const { db } = ctx;
  const address = email.toLowerCase();
  await db.deleteFrom('note').where('subjectKind', '=', 'person').where('subjectId', '=', personId).execute();
  await db
    .deleteFrom('merge')
    .where('kind', '=', 'person')
    .where((eb) => eb.or([eb('keptId', '=', personId), eb('mergedId', '=', personId)]))
    .execute();
  await db
    .updateTable('decisionVoice')
    .set({ recusal: null })
    .where('personId', '=', personId)
    .where('recusal', 'is not', null)
    .execute();
  await sql`
    with gone as (delete from message where lower(email) = ${address} returning id)
    delete from task where subject_kind = 'message' and subject_id in (select id from gone)`.execute(db);
  await db
    .deleteFrom('subscriber')
    .where(sql`lower(email)`, '=', address)
    .execute();
  await db
    .deleteFrom('signInWish')
    .where(sql`lower(email)`, '=', address)
    .execute();
  await db
    .deleteFrom('subscriberWish')
    .where(sql`lower(email)`, '=', address)
    .execute();
  // An application that is still open needs somebody to answer to; it is emptied after its end (membership/forget.ts).
  const ended = ['approved', 'declined', 'withdrawn'];
  await db
    .updateTable('application')
    .set({ focalName: null, focalEmail: '', focalTitle: null })
    .where(sql`lower(focal_email)`, '=', address)
    .where('state', 'in', ended)
    .execute();
  await db
    .updateTable('application')
    .set({ signatoryName: null, signatoryEmail: null, signatoryTitle: null })
    .where(sql`lower(signatory_email)`, '=', address)
    .where('state', 'in', ended)
    .execute();
}
