import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { layoutMail } from '../platform/mail/layout.ts';
import type { NewMail } from '../platform/mail/mail.ts';
import type { MessageInput } from './input.ts';

/** Tells the writer that the message arrived. It does not repeat the message: anybody can type anybody's address. */
export function messageReceipt(ctx: Context, allianceName: string, reference: string, email: string): NewMail {
  const { locale } = ctx;
  const options = { locale };
  return {
    kind: 'contact.receipt',
    to: email,
    locale,
    subject: m.mail_contact_receipt_subject({ reference }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [m.mail_contact_receipt_text({ reference }, options), m.mail_contact_receipt_ignore({}, options)],
      footer: []
    })
  };
}

/** Brings the message to the secretariat; an answer goes to the writer. */
export function messageNotice(
  ctx: Context,
  allianceName: string,
  reference: string,
  input: Omit<MessageInput, 'showing'>
): NewMail {
  const options = { locale: 'en' } as const;
  return {
    kind: 'contact.notice',
    to: ctx.instance.secretariatEmail!,
    locale: 'en',
    replyTo: input.email,
    subject: m.mail_contact_notice_subject({ reference, name: input.name.replace(/\s+/g, ' ') }, options),
    ...layoutMail({
      locale: 'en',
      allianceName,
      paragraphs: [
        m.mail_contact_notice_from({ name: input.name, email: input.email, language: ctx.locale }, options),
        ...input.text.split(/\n{2,}/)
      ],
      footer: []
    })
  };
}

/** Tells the safeguarding lead that a concern waits. Nothing of what was written goes into a mailbox. */
export function concernNotice(ctx: Context, allianceName: string, reference: string, urgent: boolean): NewMail {
  const options = { locale: 'en' } as const;
  return {
    kind: 'concern.notice',
    to: ctx.instance.safeguardingEmail!,
    locale: 'en',
    subject: urgent
      ? m.mail_concern_subject_urgent({ reference }, options)
      : m.mail_concern_subject({ reference }, options),
    ...layoutMail({ locale: 'en', allianceName, paragraphs: [m.mail_concern_text({ reference }, options)], footer: [] })
  };
}
