import { nameIn } from '#lib/labels.ts';
import { m } from '#lib/paraglide/messages.js';

const labels = {
  member: m.records_state_member,
  unconfirmed: m.records_state_unconfirmed,
  applicant: m.records_state_applicant,
  peer: m.records_state_peer,
  lapsed: m.records_state_lapsed,
  left: m.records_state_left,
  known: m.records_state_known,
  archived: m.records_state_archived
};

/** How an organisation can stand with an alliance, in the order in which a filter offers it. */
export const standings = Object.keys(labels) as (keyof typeof labels)[];
/** What a standing is called. */
export const standingLabel = nameIn(labels);

/** What a part in an alliance is called. */
export const partLabel = nameIn({
  member: m.records_part_member,
  lead: m.records_part_lead,
  peer: m.records_part_peer,
  contributor: m.records_part_contributor
});

/** What a role of an organisation is called. */
export const roleLabel = nameIn({ 'focal-point': m.records_role_focal_point, signatory: m.records_role_signatory });
