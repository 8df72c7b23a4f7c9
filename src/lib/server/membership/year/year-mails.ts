import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../../platform/context.ts';
import { layoutMail, type MailContent } from '../../platform/mail/layout.ts';
import type { NewMail } from '../../platform/mail/mail.ts';
import { dayIn } from '../../platform/mail/numbers.ts';

/** Whom a mail is to, and which organisation and alliance it is about. */
export interface Told {
  alliance: string;
  organisation: string;
  person: { name: string; email: string; organisationId: number };
}

function mail(
  { locale }: Context,
  { alliance, organisation, person }: Told,
  kind: string,
  subject: string,
  paragraphs: MailContent['paragraphs']
): NewMail {
  const options = { locale };
  return {
    kind,
    to: person.email,
    locale,
    subject,
    ...layoutMail({
      locale,
      allianceName: alliance,
      paragraphs: [m.people_mail_hello({ name: person.name }, options), ...paragraphs],
      footer: [m.membership_mail_why({ organisation }, options)]
    })
  };
}

const page = (ctx: Context, path: string) => ctx.instance.origin + localHref(path, ctx.locale);
const workspace = (ctx: Context, { person }: Told) => ({
  link: {
    label: m.membership_mail_workspace({}, { locale: ctx.locale }),
    url: page(ctx, `/desk/member/${person.organisationId}`)
  }
});

/** Asks whether an organisation stays a member, or reminds of that: one button, which leads to a page that asks again. */
export function confirmationMail(
  ctx: Context,
  told: Told,
  question: { token: string; due: Date; again: boolean }
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  const { alliance, organisation } = told;
  const names = { alliance, organisation };
  const subject = question.again
    ? m.membership_mail_again_subject(names, options)
    : m.membership_mail_ask_subject(names, options);
  return mail(ctx, told, 'membership.confirm', subject, [
    m.membership_mail_ask_text(names, options),
    {
      button: {
        label: m.membership_mail_ask_button({}, options),
        url: page(ctx, `/answer/${question.token}`)
      }
    },
    m.membership_mail_ask_end({ date: dayIn(locale, question.due) }, options),
    m.membership_mail_ask_link({}, options)
  ]);
}

/** Says that a membership ended, why, and how it may go on. */
export function endedMail(ctx: Context, told: Told, left: boolean, reason: string): NewMail {
  const options = { locale: ctx.locale };
  const { alliance, organisation } = told;
  const names = { alliance, organisation };
  return mail(ctx, told, 'membership.ended', m.membership_mail_ended_subject(names, options), [
    left ? m.membership_mail_left(names, options) : m.membership_mail_lapsed(names, options),
    m.membership_mail_reason({ reason }, options),
    m.membership_mail_ended_return({}, options),
    workspace(ctx, told)
  ]);
}

/** Says that a membership that had ended goes on. */
export function returnedMail(ctx: Context, told: Told): NewMail {
  const options = { locale: ctx.locale };
  const { alliance, organisation } = told;
  const names = { alliance, organisation };
  return mail(ctx, told, 'membership.returned', m.membership_mail_returned_subject(names, options), [
    m.membership_mail_returned(names, options),
    workspace(ctx, told)
  ]);
}

/** Says that the secretariat does not let a membership go on that ended. */
export function refusedMail(ctx: Context, told: Told): NewMail {
  const options = { locale: ctx.locale };
  const { alliance, organisation } = told;
  const names = { alliance, organisation };
  return mail(ctx, told, 'membership.return-refused', m.membership_mail_refused_subject(names, options), [
    m.membership_mail_refused(names, options)
  ]);
}

/** Says what the secretariat decided about another name or kind. */
export function changeToldMail(
  ctx: Context,
  told: Told,
  change: { accepted: boolean; answer: string; name: string }
): NewMail {
  const options = { locale: ctx.locale };
  const { organisation } = told;
  return mail(ctx, told, 'membership.change', m.membership_mail_change_subject({ organisation }, options), [
    change.accepted
      ? m.membership_mail_change_accepted({ name: change.name }, options)
      : m.membership_mail_change_declined({ name: change.name }, options),
    change.answer,
    workspace(ctx, told)
  ]);
}
