import { m } from '#lib/paraglide/messages.js';
import type { Invitation } from '#lib/server/people/invitations.ts';

type Held = Invitation['roles'][number];

const texts: Record<Held['role'], () => string> = {
  owner: m.account_in_role_owner,
  officer: m.account_in_role_officer,
  editor: m.account_in_role_editor,
  'steering-member': m.account_in_role_steering_member,
  chair: m.account_in_role_chair,
  reviewer: m.account_in_role_reviewer,
  facilitator: m.account_in_role_facilitator,
  'safeguarding-lead': m.account_in_role_safeguarding_lead,
  'alliance-lead': m.account_in_role_alliance_lead,
  'focal-point': m.account_in_role_focal_point,
  signatory: m.account_in_role_signatory
};

/** A role and where it is held, as whoever is invited to it reads it. */
export const roleText = ({ role, on }: Held): string => m.account_in_role_on({ role: texts[role](), place: on });
