import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { layoutMail } from '../platform/mail/layout.ts';
import type { NewMail } from '../platform/mail/mail.ts';
import { subscriberToken, type Purpose } from './tokens.ts';

function link(ctx: Context, page: string, purpose: Purpose, id: number): string {
  return ctx.instance.origin + localHref(`/newsletter/${page}/${subscriberToken(ctx, purpose, id)}`, ctx.locale);
}

/** Headers with which mail programs offer to leave in one click (RFC 2369, RFC 8058). */
function leaveHeaders(ctx: Context, id: number): Record<string, string> {
  return {
    'List-Unsubscribe': `<${link(ctx, 'leave', 'newsletter.leave', id)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
  };
}

/** Asks the owner of an address to confirm. Somebody else may have typed it: then doing nothing is enough. */
export function confirmationMail(ctx: Context, allianceName: string, id: number, email: string): NewMail {
  const { locale } = ctx;
  const options = { locale };
  return {
    kind: 'newsletter.confirm',
    to: email,
    locale,
    subject: m.mail_newsletter_confirm_subject({ alliance: allianceName }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.mail_newsletter_confirm_text({}, options),
        {
          button: {
            label: m.mail_newsletter_confirm_button({}, options),
            url: link(ctx, 'confirm', 'newsletter.confirm', id)
          }
        },
        m.mail_newsletter_confirm_ignore({}, options)
      ],
      footer: []
    })
  };
}

/** Tells a subscriber who signed up again that she is one, and how to change or leave. */
export function reminderMail(ctx: Context, allianceName: string, id: number, email: string): NewMail {
  const { locale } = ctx;
  const options = { locale };
  return {
    kind: 'newsletter.reminder',
    to: email,
    locale,
    subject: m.mail_newsletter_reminder_subject({ alliance: allianceName }, options),
    headers: leaveHeaders(ctx, id),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.mail_newsletter_reminder_text({}, options),
        {
          link: {
            label: m.mail_newsletter_preferences({}, options),
            url: link(ctx, 'preferences', 'newsletter.preferences', id)
          }
        },
        { link: { label: m.mail_newsletter_leave({}, options), url: link(ctx, 'leave', 'newsletter.leave', id) } }
      ],
      footer: []
    })
  };
}
