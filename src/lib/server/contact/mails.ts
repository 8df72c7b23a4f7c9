import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { layoutMail } from '../platform/mail/layout.ts';
import type { NewMail } from '../platform/mail/mail.ts';
import { dayIn } from '../platform/mail/numbers.ts';
import { replyLink } from './drafts.ts';
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

/** The same for one person, of an urgent one, in their language; who cannot read it is asked to see that somebody can. */
export function concernAlert(
  ctx: Context,
  allianceName: string,
  alert: { name: string; email: string; reference: string; isHeard: boolean }
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  const { name, email, reference, isHeard } = alert;
  return {
    kind: 'concern.alert',
    to: email,
    locale,
    subject: m.mail_concern_subject_urgent({ reference }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name }, options),
        m.mail_concern_text({ reference }, options),
        isHeard ? m.mail_concern_desk({}, options) : m.mail_concern_unheard({ alliance: allianceName }, options)
      ],
      footer: []
    })
  };
}

const paragraphsOf = (text: string) => text.split(/\n{2,}/);

/** Brings the secretariat's reply to the writer of a message. What they wrote is not repeated. */
export function messageReply(
  ctx: Context,
  allianceName: string,
  reply: { text: string; link: boolean; email: string; reference: string; topic: string; createdAt: Date }
): NewMail {
  const { locale, instance } = ctx;
  const options = { locale };
  const link = reply.link ? replyLink(reply.topic, locale) : undefined;
  const date = dayIn(locale, reply.createdAt);
  return {
    kind: 'contact.reply',
    to: reply.email,
    locale,
    replyTo: instance.secretariatEmail,
    subject: m.care_mail_reply_subject({ reference: reply.reference }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        ...paragraphsOf(reply.text),
        ...(link ? [{ link: { label: link.label, url: instance.origin + localHref(link.path, locale) } }] : [])
      ],
      footer: [
        m.care_mail_reply_why({ date }, options),
        instance.secretariatEmail ? m.care_mail_reply_answer({}, options) : m.care_mail_reply_write({}, options)
      ]
    })
  };
}

/**
 * What the safeguarding lead writes to whoever raised a concern. Somebody else may see their screen: subject and frame
 * say nothing of a concern, and nothing of what was written is repeated.
 */
export function concernReply(
  ctx: Context,
  allianceName: string,
  reply: { text: string; email: string; reference: string }
): NewMail {
  const { locale, instance } = ctx;
  return {
    kind: 'concern.reply',
    to: reply.email,
    locale,
    apart: true,
    replyTo: instance.safeguardingEmail,
    subject: m.care_mail_private_subject({ alliance: allianceName, reference: reply.reference }, { locale }),
    ...layoutMail({ locale, allianceName, paragraphs: paragraphsOf(reply.text), footer: [] })
  };
}
