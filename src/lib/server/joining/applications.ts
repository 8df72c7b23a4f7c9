import type { Context } from '../platform/context.ts';
import { Conflict } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { newReference } from '../platform/reference.ts';
import { closeTasks, dueIn, openTask } from '../platform/tasks.ts';
import { findDuplicate } from './application-duplicates.ts';
import { type BeginInput, type MessageToAlliance } from './application-input.ts';
import { pageAddress } from '../platform/input.ts';
import { deleteDraft, writeToApplicantLater } from './application-jobs.ts';
import { incompleteSteps } from './application-steps.ts';
import { holdByToken, signApplication, type ApplicationRow } from './application-tokens.ts';
import { getRules } from '../membership/rules.ts';
import { closeNow } from './deciding/decisions.ts';
import { subjectOf } from './screening.ts';
import { type ApplicationState, arrivedStates, moveApplication, unsentStates } from './states.ts';
import { showingOf } from './talk.ts';

/** How beginning an application ended. */
export type Begun =
  /** There is a draft; the token leads to it. */
  | { token: string }
  /** There is a member by this name or website. */
  | { member: { name: string; slug: string } }
  /** The alliance has an application of this organisation; its focal point was sent the link to it. */
  | { applied: true }
  /** There is a draft of this name with this address: its link was sent there again. */
  | { mailed: true };

/**
 * Begins an application and mails the link by which it is gone on with. Sent twice from one showing of the form it is
 * one, with what was sent last.
 * @throws Conflict `closed` when the alliance takes no applications now
 */
export async function beginApplication(ctx: Context, alliance: { id: number }, input: BeginInput): Promise<Begun> {
  return inTransaction(ctx, async (ctx) => {
    const { name, focalName, focalEmail, showing, another } = input;
    const website = input.website ? (pageAddress(input.website) ?? null) : null;
    if (!(await getRules(ctx, alliance.id)).open) throw new Conflict('closed');
    const again = await sentBefore(ctx, input, website);
    if (again) return again;
    if (!another) {
      const { member, applicationId } = await findDuplicate(ctx, alliance.id, { name, website });
      if (member) return { member };
      if (applicationId) {
        await writeToApplicantLater(ctx, 'link', applicationId);
        return { applied: true };
      }
    }
    const known = await ctx.db
      .selectFrom('application')
      .select('id')
      .where('allianceId', '=', alliance.id)
      .where('state', 'in', unsentStates)
      .where((eb) => eb(eb.fn('lower', ['focalEmail']), '=', eb.fn('lower', [eb.val(focalEmail)])))
      .where((eb) => eb(eb.fn('lower', ['name']), '=', eb.fn('lower', [eb.val(name)])))
      .executeTakeFirst();
    if (known) {
      await writeToApplicantLater(ctx, 'link', known.id);
      return { mailed: true };
    }
    const row = {
      allianceId: alliance.id,
      reference: newReference(),
      state: 'draft',
      locale: ctx.locale,
      name,
      website,
      focalName,
      focalEmail,
      showing,
      createdAt: ctx.now,
      changedAt: ctx.now
    };
    const draft = await ctx.db
      .insertInto('application')
      .values(row)
      .onConflict((conflict) => conflict.column('showing').doNothing())
      .returningAll()
      .executeTakeFirst();
    // The same form, sent a second time while the first was still on its way.
    if (!draft) return (await sentBefore(ctx, input, website)) ?? { mailed: true };
    await writeToApplicantLater(ctx, 'begun', draft.id);
    await record(ctx, 'application.begun', subjectOf(draft));
    return { token: signApplication(ctx, 'application', draft) };
  });
}

/** What was begun from the same showing of the form; whoever went back and corrected something has it corrected. */
async function sentBefore(ctx: Context, input: BeginInput, website: string | null): Promise<Begun | undefined> {
  const { showing, name, focalName, focalEmail } = input;
  if (!showing) return undefined;
  const before = await ctx.db
    .selectFrom('application')
    .selectAll()
    .where('showing', '=', showing)
    .forUpdate()
    .executeTakeFirst();
  if (!before) return undefined;
  const isSame = before.name === name && before.focalEmail === focalEmail && before.focalName === focalName;
  if (before.state !== 'draft' || (isSame && before.website === website))
    return { token: signApplication(ctx, 'application', before) };
  const hasMoved = before.focalEmail.toLowerCase() !== focalEmail.toLowerCase();
  const corrected = await ctx.db
    .updateTable('application')
    .set({ name, website, focalName, focalEmail, changedAt: ctx.now, ...(hasMoved && { focalConfirmedAt: null }) })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (hasMoved) await writeToApplicantLater(ctx, 'begun', before.id);
  await record(ctx, 'application.saved', subjectOf(before));
  return { token: signApplication(ctx, 'application', corrected) };
}

/**
 * Sends an application to the alliance. Where the focal point's address is not confirmed yet, it waits for that and the
 * link to do so is mailed. Sending what is sent is fine.
 * @returns the steps that are not complete; with any, nothing was sent
 * @throws NotFound; Conflict `closed`
 */
export async function sendApplication(ctx: Context, token: string): Promise<{ missing: string[] }> {
  return inTransaction(ctx, async (ctx) => {
    const application = await holdByToken(ctx, 'application', token);
    if (application.state !== 'draft') return { missing: [] };
    if (!(await getRules(ctx, application.allianceId)).open) throw new Conflict('closed');
    const missing = await incompleteSteps(ctx, application);
    if (missing.length > 0) return { missing };
    if (application.focalConfirmedAt) {
      await arrive(ctx, application);
    } else {
      await moveApplication(ctx, application, 'unconfirmed');
      await writeToApplicantLater(ctx, 'confirm', application.id);
      await record(ctx, 'application.unconfirmed', subjectOf(application));
    }
    return { missing: [] };
  });
}

/**
 * Confirms the address of the focal point; an application that waited for this arrives. Confirming twice is fine.
 * @returns the token by which the application is gone on with
 * @throws NotFound also when the application has another address by now
 */
export async function confirmAddress(ctx: Context, token: string): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const application = await holdByToken(ctx, 'application.confirm', token);
    if (!application.focalConfirmedAt) {
      await ctx.db
        .updateTable('application')
        .set({ focalConfirmedAt: ctx.now })
        .where('id', '=', application.id)
        .execute();
      await record(ctx, 'application.confirmed', subjectOf(application));
      if (application.state === 'unconfirmed') await arrive(ctx, application);
    }
    return signApplication(ctx, 'application', application);
  });
}

/** The application is the alliance's to look at from now on. */
async function arrive(ctx: Context, application: ApplicationRow): Promise<void> {
  const { screeningDays } = await getRules(ctx, application.allianceId);
  const dueAt = dueIn(ctx, screeningDays);
  await moveApplication(ctx, application, 'screening');
  await ctx.db
    .updateTable('application')
    .set({ sentAt: ctx.now, dueAt, replaced: null })
    .where('id', '=', application.id)
    .execute();
  await openTask(ctx, {
    kind: 'application.screen',
    subject: subjectOf(application),
    title: application.name,
    dueAt,
    allianceId: application.allianceId,
    waitsFor: { audience: 'secretariat' }
  });
  await writeToApplicantLater(ctx, 'receipt', application.id);
  await record(ctx, 'application.sent', subjectOf(application));
}

/**
 * Takes what was sent and not confirmed back to be changed, as when the address was mistyped. Taking a draft back is
 * fine. @throws NotFound; Conflict once it has arrived
 */
export async function takeBackApplication(ctx: Context, token: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdByToken(ctx, 'application', token);
    if (application.state === 'draft') return;
    await moveApplication(ctx, application, 'draft');
    await record(ctx, 'application.taken-back', subjectOf(application));
  });
}

/**
 * Writes to the alliance. When more was asked of the applicant this is the answer, and the application is with the
 * secretariat again. Either way it waits there to be read. Sent twice from one showing of the form it is one.
 * @throws NotFound; Conflict when nobody waits for it any more
 */
export async function writeAsApplicant(
  ctx: Context,
  token: string,
  { text, showing }: MessageToAlliance
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdByToken(ctx, 'application', token);
    const { id, allianceId, name, state } = application;
    const from = await showingOf(ctx, id, { text, showing, byApplicant: true });
    if (!from) return;
    if (!arrivedStates.includes(state as ApplicationState)) throw new Conflict('application-state');
    await ctx.db
      .insertInto('applicationMessage')
      .values({ applicationId: id, text, showing: from.showing, at: ctx.now })
      .onConflict((conflict) => conflict.column('showing').doNothing())
      .execute();
    const dueAt = dueIn(ctx, (await getRules(ctx, allianceId)).screeningDays);
    if (state === 'asked') {
      await moveApplication(ctx, application, 'screening');
      await ctx.db.updateTable('application').set({ dueAt }).where('id', '=', id).execute();
    }
    await openTask(ctx, {
      kind: 'application.answer',
      subject: subjectOf(application),
      title: name,
      dueAt,
      allianceId,
      waitsFor: { audience: 'secretariat' }
    });
    await record(ctx, state === 'asked' ? 'application.answered' : 'application.written', subjectOf(application));
  });
}

/**
 * Withdraws an application; with it ends what waits for anybody about it, also a decision that is being taken. What
 * never arrived is deleted. Withdrawing twice is fine.
 * @returns whether something is left to be seen
 * @throws NotFound; Conflict once it is decided
 */
export async function withdrawApplication(ctx: Context, token: string, reason: string | null): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const application = await holdByToken(ctx, 'application', token);
    const { id, state } = application;
    if (state === 'withdrawn') return true;
    if (await deleteDraft(ctx, id)) return false;
    await moveApplication(ctx, application, 'withdrawn', reason);
    await ctx.db.updateTable('application').set({ dueAt: null }).where('id', '=', id).execute();
    await closeTasks(ctx, subjectOf(application));
    const decision = await ctx.db
      .selectFrom('decision')
      .select(['id', 'allianceId'])
      .where('applicationId', '=', id)
      .where('closedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (decision) {
      await closeNow(ctx, decision.id, 'withdrawn');
      await record(ctx, 'decision.withdrawn', { kind: 'decision', ...decision });
    }
    await record(ctx, 'application.withdrawn', subjectOf(application));
    return true;
  });
}

/** Ends all links to an application and mails a new one to its focal point. @throws NotFound */
export async function renewLinks(ctx: Context, token: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await holdByToken(ctx, 'application', token);
    const { id, links } = application;
    await ctx.db
      .updateTable('application')
      .set({ links: links + 1 })
      .where('id', '=', id)
      .execute();
    await writeToApplicantLater(ctx, 'new-link', id);
    await record(ctx, 'application.links-renewed', subjectOf(application));
  });
}

/**
 * Mails the link of the application that this is the focal point's address of, of several the one that was changed
 * last, once a day. Whether there is any cannot be told from the answer, nor from how long it takes.
 */
export async function mailLinks(ctx: Context, alliance: { id: number }, email: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const application = await ctx.db
      .selectFrom('application')
      .select('id')
      .where('allianceId', '=', alliance.id)
      .where((eb) => eb(eb.fn('lower', ['focalEmail']), '=', eb.fn('lower', [eb.val(email)])))
      .orderBy('changedAt', 'desc')
      .executeTakeFirst();
    // A job for nobody where there is none.
    await writeToApplicantLater(ctx, 'link', application?.id ?? 0);
  });
}
