import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { layoutMail } from '../platform/mail/layout.ts';
import type { NewMail } from '../platform/mail/mail.ts';
import { momentIn } from '../platform/mail/numbers.ts';

type Addressed = { name: string; email: string };

/** Asks whoever reads a new address to confirm it. */
export function newAddressMail(ctx: Context, allianceName: string, person: Addressed, secret: string): NewMail {
  const { locale } = ctx;
  const options = { locale };
  return {
    kind: 'people.new-address',
    to: person.email,
    locale,
    subject: m.people_mail_address_subject({}, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        m.people_mail_address_text({ alliance: allianceName }, options),
        {
          button: {
            label: m.people_mail_address_button({}, options),
            url: ctx.instance.origin + localHref(`/account/address/${secret}`, locale)
          }
        }
      ],
      footer: [m.people_mail_address_why({}, options)]
    })
  };
}

/** Tells an address that has an account that somebody wanted it for theirs; it does not say who. */
export function addressTakenMail({ locale }: Context, allianceName: string, email: string): NewMail {
  const options = { locale };
  return {
    kind: 'people.address-taken',
    to: email,
    locale,
    subject: m.people_mail_address_subject({}, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [m.people_mail_address_taken({ alliance: allianceName }, options)]
    })
  };
}

/** Tells the old address that it is no longer the account's; it does not say which one is. */
export function addressChangedMail({ locale }: Context, allianceName: string, person: Addressed): NewMail {
  const options = { locale };
  return {
    kind: 'people.address-changed',
    to: person.email,
    locale,
    subject: m.people_mail_changed_subject({}, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        m.people_mail_changed_text({ alliance: allianceName }, options)
      ]
    })
  };
}

/** What changes the ways into an account, as the journal has it, and how its owner is told. */
const accessTexts = {
  'password.set': m.people_mail_access_password,
  'passkey.added': m.people_mail_access_passkey_added,
  'passkey.removed': m.people_mail_access_passkey_removed,
  'second-factor.added': m.people_mail_access_codes_added,
  'second-factor.removed': m.people_mail_access_codes_removed,
  'second-factor.reset': m.people_mail_access_reset,
  'recovery-codes.made': m.people_mail_access_recovery
};
export type AccessFact = keyof typeof accessTexts;
export const isAccessFact = (fact: string): fact is AccessFact => Object.hasOwn(accessTexts, fact);

/** Tells a person that the ways into their account changed, and what to do if it was not them. Its link signs nobody in. */
export function accessChangedMail(
  ctx: Context,
  allianceName: string,
  person: Addressed,
  { fact, at }: { fact: AccessFact; at: Date }
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  return {
    kind: 'people.access-changed',
    to: person.email,
    locale,
    subject: m.people_mail_access_subject({ alliance: allianceName }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        accessTexts[fact]({}, options),
        momentIn(locale, at),
        ...(fact === 'second-factor.reset' ? [] : [m.account_in_mail_device_yours({}, options)]),
        m.people_mail_access_not({}, options),
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

/** Tells a person that they speak for an organisation from now on, or no longer do. */
export function roleNotice(
  { locale }: Context,
  allianceName: string,
  person: Addressed,
  { organisation, role, given }: { organisation: string; role: 'focal-point' | 'signatory'; given: boolean }
): NewMail {
  const options = { locale };
  const said = {
    organisation,
    role: role === 'focal-point' ? m.people_role_focal_point({}, options) : m.people_role_signatory({}, options)
  };
  return {
    kind: given ? 'people.role-given' : 'people.role-ended',
    to: person.email,
    locale,
    subject: m.people_mail_role_subject({ organisation }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        given ? m.people_mail_role_given(said, options) : m.people_mail_role_ended(said, options)
      ]
    })
  };
}

/** The last mail to somebody who was erased: that it is done, and what stays without their name. */
export function farewellMail({ locale }: Context, allianceName: string, person: Addressed): NewMail {
  const options = { locale };
  return {
    kind: 'people.erased',
    to: person.email,
    locale,
    subject: m.people_mail_erased_subject({ alliance: allianceName }, options),
    ...layoutMail({
      locale,
      allianceName,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        m.people_mail_erased_text({ alliance: allianceName }, options),
        m.people_data_stays_text({}, options)
      ]
    })
  };
}
