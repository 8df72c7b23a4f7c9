import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { layoutMail, type MailContent } from '../platform/mail/layout.ts';
import type { NewMail } from '../platform/mail/mail.ts';
import { dayIn } from '../platform/mail/numbers.ts';
import { signApplication, type ApplicationPurpose, type ApplicationRow } from './application-tokens.ts';

/** What is written to an applicant: the kinds of mail, without `application.` before them. */
export const applicationMailKinds = ['begun', 'confirm', 'receipt', 'link', 'new-link', 'draft-ends'] as const;
export type ApplicationMailKind = (typeof applicationMailKinds)[number];

/** Mails that somebody else than the owner of the address can set off: each kind goes to it once a day at most. */
export const setOffByStrangers: ReadonlySet<ApplicationMailKind> = new Set(['begun', 'confirm', 'link']);

type Said = { subject: string; paragraphs: MailContent['paragraphs'] };

/**
 * A mail to an applicant, in the language of the application. Until the address is confirmed nothing that was typed
 * stands in it: anybody can type anybody's address.
 */
export function applicationMail(
  ctx: Context,
  kind: ApplicationMailKind,
  alliance: string,
  application: ApplicationRow,
  /** When a draft is deleted that stays as it is. */
  ends: Date
): NewMail {
  const { locale } = ctx;
  const { subject, paragraphs } = said[kind](ctx, alliance, application, ends);
  return {
    kind: `application.${kind}`,
    to: application.focalEmail,
    locale,
    subject,
    ...layoutMail({ locale, allianceName: alliance, paragraphs, footer: [m.apply_mail_why({}, { locale })] })
  };
}

const pathOf = { application: '/join/application/', 'application.confirm': '/join/application/confirm/' } as const;

/** The whole address of an applicant's page. Only jobs know the site's own address. */
export function applicationUrl(ctx: Context, purpose: ApplicationPurpose, application: ApplicationRow): string {
  return ctx.instance.origin + localHref(pathOf[purpose] + signApplication(ctx, purpose, application), ctx.locale);
}

const open = (ctx: Context, application: ApplicationRow, label: string) => ({
  button: { label, url: applicationUrl(ctx, 'application', application) }
});
const confirm = (ctx: Context, application: ApplicationRow) => ({
  label: m.apply_mail_confirm_button({}, { locale: ctx.locale }),
  url: applicationUrl(ctx, 'application.confirm', application)
});

const said: Record<
  ApplicationMailKind,
  (ctx: Context, alliance: string, application: ApplicationRow, ends: Date) => Said
> = {
  begun(ctx, alliance, application) {
    const options = { locale: ctx.locale };
    return {
      subject: m.apply_mail_begun_subject({ alliance }, options),
      paragraphs: [
        m.apply_mail_begun_text({ alliance }, options),
        open(ctx, application, m.apply_mail_go_on({}, options)),
        ...(application.focalConfirmedAt
          ? []
          : [m.apply_mail_begun_confirm({}, options), { link: confirm(ctx, application) }]),
        m.apply_mail_ignore({}, options)
      ]
    };
  },
  confirm(ctx, alliance, application) {
    const options = { locale: ctx.locale };
    return {
      subject: m.apply_mail_confirm_subject({ alliance }, options),
      paragraphs: [
        m.apply_mail_confirm_text({ alliance }, options),
        { button: confirm(ctx, application) },
        m.apply_mail_ignore({}, options)
      ]
    };
  },
  receipt(ctx, alliance, application) {
    const options = { locale: ctx.locale };
    const { name, reference, dueAt } = application;
    return {
      subject: m.apply_mail_receipt_subject({ alliance, reference }, options),
      paragraphs: [
        m.apply_mail_receipt_text({ alliance, name, reference }, options),
        ...(dueAt ? [m.apply_mail_receipt_next({ date: dayIn(ctx.locale, dueAt) }, options)] : []),
        open(ctx, application, m.apply_mail_follow({}, options))
      ]
    };
  },
  link(ctx, alliance, application) {
    const options = { locale: ctx.locale };
    return {
      subject: m.apply_mail_link_subject({ alliance }, options),
      paragraphs: [
        m.apply_mail_link_text({ alliance }, options),
        open(ctx, application, m.apply_mail_open({}, options)),
        m.apply_mail_ignore({}, options)
      ]
    };
  },
  'new-link'(ctx, alliance, application) {
    const options = { locale: ctx.locale };
    return {
      subject: m.apply_mail_link_subject({ alliance }, options),
      paragraphs: [
        m.apply_mail_new_link_text({ alliance }, options),
        open(ctx, application, m.apply_mail_open({}, options)),
        ...(application.focalConfirmedAt ? [] : [{ link: confirm(ctx, application) }])
      ]
    };
  },
  'draft-ends'(ctx, alliance, application, ends) {
    const options = { locale: ctx.locale };
    const date = dayIn(ctx.locale, ends);
    return {
      subject: m.apply_mail_ends_subject({ alliance, date }, options),
      paragraphs: [
        m.apply_mail_ends_text({ alliance, date }, options),
        open(ctx, application, m.apply_mail_go_on({}, options))
      ]
    };
  }
};
