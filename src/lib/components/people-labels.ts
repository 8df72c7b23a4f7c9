import { nameIn } from '#lib/labels.ts';
import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

/** What a role is called. */
export const roleLabel = nameIn({
  owner: m.people_role_owner,
  officer: m.people_role_officer,
  editor: m.people_role_editor,
  'steering-member': m.people_role_steering_member,
  chair: m.people_role_chair,
  reviewer: m.people_role_reviewer,
  facilitator: m.people_role_facilitator,
  'safeguarding-lead': m.people_role_safeguarding_lead,
  'alliance-lead': m.people_role_alliance_lead,
  'focal-point': m.people_role_focal_point,
  signatory: m.people_role_signatory
});

const facts: Record<string, (values: { role: string }) => string> = {
  'person.added': m.people_fact_person_added,
  'person.invited': m.people_fact_person_invited,
  'person.changed': m.people_fact_person_changed,
  'person.address-asked': m.people_fact_person_address_asked,
  'person.address-changed': m.people_fact_person_address_changed,
  'person.suspended': m.people_fact_person_suspended,
  'person.readmitted': m.people_fact_person_readmitted,
  'person.erased': m.people_fact_person_erased,
  'role.given': m.people_fact_role_given,
  'role.ended': m.people_fact_role_ended,
  'session.begun': m.people_fact_session_begun,
  'organisation.added': m.people_fact_organisation_added,
  'organisation.handed-over': m.people_fact_organisation_handed_over,
  'message.received': m.people_fact_message_received,
  'concern.raised': m.people_fact_concern_raised,
  'mail.given-up': m.people_fact_mail_given_up,
  'alliance.added': m.people_fact_alliance_added,
  'alliance.changed': m.people_fact_alliance_changed
};
export const factNames = Object.keys(facts);

/** A fact of the journal in words; one that has none yet stands as its code. */
export function factText(fact: string, data: Record<string, unknown> = {}): string {
  const role = typeof data.role === 'string' ? roleLabel(data.role) : '…';
  return Object.hasOwn(facts, fact) ? facts[fact]!({ role }) : m.people_fact_other({ fact });
}

/** Who acted, where it was no person. */
export const actorKindLabel = nameIn({
  system: m.people_by_system,
  operator: m.people_by_operator,
  visitor: m.people_by_visitor,
  person: m.people_erased_name
});

/** Where a subject of the journal has a page of the desk, its address. */
export function subjectHref(kind: string, id: number): string | undefined {
  const folders: Record<string, string> = {
    person: 'people',
    organisation: 'organisations',
    membership: 'memberships'
  };
  const folder = Object.hasOwn(folders, kind) ? folders[kind] : undefined;
  return folder && localHref(`/desk/${folder}/${id}`, getLocale());
}
