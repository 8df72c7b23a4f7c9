import { localHref } from '#lib/href.ts';
import { inLanguage, isLocale, baseLocale, type Locale } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../../platform/context.ts';
import { layoutMail } from '../../platform/mail/layout.ts';
import { queueMail, queueMailOnceADay, type NewMail } from '../../platform/mail/mail.ts';
import { dayIn } from '../../platform/mail/numbers.ts';
import { getRules } from '../../membership/rules.ts';
import { statusLink } from '../status-link.ts';

/** An application with what its mails say, in the language of the applicant. */
async function findApplication(ctx: Context, id: number) {
  const application = await ctx.db
    .selectFrom('application as a')
    .innerJoin('alliance as al', 'al.id', 'a.allianceId')
    .selectAll('a')
    .select('al.name as allianceName')
    .where('a.id', '=', id)
    .executeTakeFirst();
  if (!application) return undefined;
  const locale: Locale = isLocale(application.locale) ? application.locale : baseLocale;
  return { ...application, locale, alliance: inLanguage(application.allianceName, locale).text };
}
type Application = NonNullable<Awaited<ReturnType<typeof findApplication>>>;

const paragraphsOf = (text: string) => text.split(/\n{2,}/).filter(Boolean);

/** Does the job `application.message`: brings the applicant what the secretariat wrote, with a way to answer. */
export async function writeMessageMail(ctx: Context, messageId: number): Promise<void> {
  const message = await ctx.db
    .selectFrom('applicationMessage')
    .select(['applicationId', 'text'])
    .where('id', '=', messageId)
    .where('personId', 'is not', null)
    .executeTakeFirst();
  const application = message && (await findApplication(ctx, message.applicationId));
  if (!application) return;
  const { locale, reference } = application;
  const options = { locale };
  await queueMail(ctx, {
    ...toApplicant(application, 'application.message'),
    subject: m.application_mail_message_subject({ reference }, options),
    ...layoutMail({
      locale,
      allianceName: application.alliance,
      paragraphs: [
        m.application_mail_hello({ name: application.focalName ?? application.name }, options),
        ...paragraphsOf(message.text),
        { button: { label: m.application_mail_open({}, options), url: await statusLink(ctx, application) } }
      ],
      footer: [m.application_mail_why({}, options)]
    })
  });
}

const toApplicant = ({ focalEmail: to, locale }: Application, kind: string) => ({ kind, to, locale });

/** Does the job `application.result`: tells who was declined why, and from when on they may apply again. */
export async function writeResultMail(ctx: Context, applicationId: number): Promise<void> {
  const application = await findApplication(ctx, applicationId);
  if (application?.state !== 'declined') return;
  const { locale, reference, name: organisation, alliance, reapplyOn } = application;
  const options = { locale };
  await queueMailOnceADay(ctx, {
    ...toApplicant(application, 'application.result'),
    subject: m.application_mail_declined_subject({ reference }, options),
    ...layoutMail({
      locale,
      allianceName: alliance,
      paragraphs: [
        m.application_mail_hello({ name: application.focalName ?? organisation }, options),
        m.application_mail_declined_text({ alliance, organisation }, options),
        ...paragraphsOf(application.reason ?? ''),
        ...(reapplyOn
          ? [m.application_mail_reapply({ date: dayIn(locale, new Date(`${reapplyOn}T00:00:00Z`)) }, options)]
          : []),
        { button: { label: m.application_mail_status({}, options), url: await statusLink(ctx, application) } }
      ],
      footer: [m.application_mail_why({}, options)]
    })
  });
}

/** What an alliance's own welcome may name in braces. */
export interface WelcomeWords {
  name: string;
  organisation: string;
  alliance: string;
  date: string;
}

/**
 * The words of the welcome: the alliance's own where it has them in the language, else the product's. The first steps
 * wait for the focal point alone, so a signatory is not asked to take them.
 */
export const welcomeText = (own: string | undefined, locale: Locale, isFocal = true): string =>
  own ?? (isFocal ? m.application_mail_welcome_text : m.application_mail_welcome_signatory)({}, { locale });

/** A text with what it names in braces put in; braces round anything else stay. */
export const fillIn = (text: string, words: WelcomeWords): string =>
  text.replace(/\{(name|organisation|alliance|date)\}/g, (_, word: keyof WelcomeWords) => words[word]);

/** Welcomes one person of a new member: also shown as it would be, to whoever changes the text. */
export function welcomeMail(
  ctx: Context,
  words: WelcomeWords,
  { to, text, reason, path }: { to: string; text: string; reason: string | null; path: string }
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  return {
    kind: 'membership.welcome',
    to,
    locale,
    subject: m.application_mail_welcome_subject({ alliance: words.alliance }, options),
    ...layoutMail({
      locale,
      allianceName: words.alliance,
      paragraphs: [
        ...paragraphsOf(fillIn(text, words)),
        ...(reason ? [m.application_mail_welcome_reason({}, options), ...paragraphsOf(reason)] : []),
        {
          button: {
            label: m.application_mail_welcome_page({}, options),
            url: ctx.instance.origin + localHref(path, locale)
          }
        }
      ],
      footer: [m.application_mail_welcome_why({ organisation: words.organisation }, options)]
    })
  };
}

/** The welcome as it would be sent now in the reader's language, for whoever changes its text. */
export function previewWelcome(
  ctx: Context,
  alliance: string,
  own: string | undefined
): { subject: string; text: string } {
  const words = { name: '…', organisation: '…', alliance, date: dayIn(ctx.locale, ctx.now) };
  const text = welcomeText(own || undefined, ctx.locale);
  const mail = welcomeMail(ctx, words, { to: '', text, reason: null, path: '/members' });
  return { subject: mail.subject, text: mail.text };
}

/** Does the job `membership.welcome`: focal point and signatory are each welcomed, or both in one mail. */
export async function writeWelcomeMails(ctx: Context, applicationId: number): Promise<void> {
  const application = await findApplication(ctx, applicationId);
  if (application?.state !== 'approved' || application.organisationId === null) return;
  const { locale, alliance, name: organisation } = application;
  const { slug } = await ctx.db
    .selectFrom('organisation')
    .select('slug')
    .where('id', '=', application.organisationId)
    .executeTakeFirstOrThrow();
  const { welcome } = await getRules(ctx, application.allianceId);
  const focal = application.focalEmail.toLowerCase();
  const people = new Map([[focal, application.focalName ?? organisation]]);
  const signatory = application.signatoryEmail?.toLowerCase();
  if (signatory && !people.has(signatory)) people.set(signatory, application.signatoryName ?? organisation);
  const date = dayIn(locale, application.decidedAt ?? ctx.now);
  for (const [to, name] of people)
    await queueMailOnceADay(
      ctx,
      welcomeMail(
        { ...ctx, locale },
        { name, organisation, alliance, date },
        {
          to,
          text: welcomeText(welcome[locale], locale, to === focal),
          reason: application.reason,
          path: `/members/${slug}`
        }
      )
    );
}
