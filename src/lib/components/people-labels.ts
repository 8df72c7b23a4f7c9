import { nameIn } from '#lib/labels.ts';
import { m } from '#lib/paraglide/messages.js';

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

/** Who acted, where it was no person. */
export const actorKindLabel = nameIn({
  system: m.people_by_system,
  operator: m.people_by_operator,
  visitor: m.people_by_visitor,
  person: m.people_erased_name
});
