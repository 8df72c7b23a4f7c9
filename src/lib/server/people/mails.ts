import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { layoutMail } from '../platform/mail/layout.ts';
import type { NewMail } from '../platform/mail/mail.ts';
import { dayIn, momentIn } from '../platform/mail/numbers.ts';

/** Days for which an invitation works. */
export const invitationDays = 14;

/** Invites somebody to an account that was made for them. */
export function invitationMail(
  ctx: Context,
  allianceName: string,
  person: { name: string; email: string },
  secret: string
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  return {
    kind: 'people.invitation',
    to: person.email,
    locale,
    subject: m.people_mail_invitation_subject({ alliance: allianceName }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        m.people_mail_invitation_text({ alliance: allianceName }, options),
        {
          button: {
            label: m.people_mail_invitation_button({}, options),
            url: ctx.instance.origin + localHref(`/invitation/${secret}`, locale)
          }
        },
        m.people_mail_invitation_end(
          { date: dayIn(locale, new Date(ctx.now.getTime() + invitationDays * 86_400_000)) },
          options
        )
      ],
      footer: [m.people_mail_invitation_why({}, options)]
    })
  };
}

/** Tells somebody that their account was signed in to on a browser that they had not used. No address of it is kept. */
export function newDeviceMail(
  ctx: Context,
  allianceName: string,
  person: { name: string; email: string },
  device: { label: string; at: Date }
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  const label = device.label || m.account_in_mail_device_unknown({}, options);
  return {
    kind: 'people.new-device',
    to: person.email,
    locale,
    subject: m.account_in_mail_device_subject({ alliance: allianceName }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        m.account_in_mail_device_text({}, options),
        { list: [label, momentIn(locale, device.at)] },
        m.account_in_mail_device_yours({}, options),
        m.account_in_mail_device_not({}, options),
        {
          button: {
            label: m.account_in_mail_device_button({}, options),
            url: ctx.instance.origin + localHref('/account/sessions', locale)
          }
        }
      ]
    })
  };
}

/** The link with which somebody signs in who asked for it. `to` is the path to be led on to. */
export function signInMail(
  ctx: Context,
  allianceName: string,
  person: { name: string; email: string },
  link: { secret: string; to: string }
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  const query = link.to === '/' ? '' : `?to=${encodeURIComponent(link.to)}`;
  return {
    kind: 'people.sign-in',
    to: person.email,
    locale,
    subject: m.account_in_mail_link_subject({ alliance: allianceName }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        m.account_in_mail_link_text({}, options),
        {
          button: {
            label: m.account_in_mail_link_button({}, options),
            url: ctx.instance.origin + localHref(`/sign-in/link/${link.secret}`, locale) + query
          }
        },
        m.account_in_mail_link_ignore({}, options)
      ]
    })
  };
}
