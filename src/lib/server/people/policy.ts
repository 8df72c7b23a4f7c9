import type { Actor } from '../platform/context.ts';
import { holds, isProgram, secretariat, speaksFor, type Role } from '../platform/roles.ts';

/** What is asked about: an alliance, or an organisation of one. */
export interface Where {
  allianceId: number | null;
  organisationId?: number | null;
}

/** Roles that only an owner gives: whoever holds one sees what others must not. */
export const guardedRoles: readonly Role[] = ['owner', 'officer', 'safeguarding-lead'];
/** Roles that whoever leads an alliance gives there. */
const ofAlliance: readonly Role[] = ['editor', 'reviewer', 'facilitator'];
const ofOrganisation: readonly Role[] = ['focal-point', 'signatory'];

/** Give a role, and take it away again. */
export function canGiveRole(actor: Actor, role: Role, where: Where): boolean {
  if (isProgram(actor) || holds(actor, ['owner'], where.allianceId)) return true;
  if (guardedRoles.includes(role)) return false;
  if (holds(actor, ['officer'], where.allianceId)) return true;
  if (ofOrganisation.includes(role)) return speaksFor(actor, where.organisationId ?? null, ['focal-point']);
  return ofAlliance.includes(role) && holds(actor, ['alliance-lead'], where.allianceId);
}

/** Give and take any role, also the guarded ones. */
export const canGiveGuardedRole = (actor: Actor, where: Where): boolean => canGiveRole(actor, 'owner', where);

/** Give and take the roles of those who work for an alliance. */
export const canGiveAllianceRole = (actor: Actor, where: Where): boolean => canGiveRole(actor, 'editor', where);

/** Give and take the roles of those who speak for an organisation. */
export const canGiveOrganisationRole = (actor: Actor, where: Where): boolean =>
  canGiveRole(actor, 'focal-point', where);

/** See the people of an alliance with their addresses. */
export const canSeePeople = (actor: Actor, where: Where): boolean =>
  isProgram(actor) || holds(actor, [...secretariat, 'alliance-lead'], where.allianceId);

/** Keep somebody from signing in, and let them again. */
export const canSuspendPerson = (actor: Actor, where: Where): boolean =>
  isProgram(actor) || holds(actor, ['owner'], where.allianceId);

/** Take the second factor from somebody who lost it; from whoever holds a role that only an owner gives, only an owner. */
export const canResetSecondFactor = (actor: Actor, where: Where): boolean =>
  isProgram(actor) || holds(actor, secretariat, where.allianceId);

/** Read what happened in an alliance. */
export const canReadJournal = (actor: Actor, where: Where): boolean =>
  isProgram(actor) || holds(actor, secretariat, where.allianceId);

/** Add people to an alliance, and invite them again. */
export const canInvitePerson = (actor: Actor, where: Where): boolean => canSeePeople(actor, where);

/** Erase a person who asks for it; whoever holds a role that only an owner gives, only an owner erases. */
export const canErasePerson = (actor: Actor, where: Where): boolean =>
  isProgram(actor) || holds(actor, secretariat, where.allianceId);

/** Put another person in the place of one who speaks for an organisation. */
export const canHandOver = (actor: Actor, where: Where): boolean =>
  canGiveOrganisationRole(actor, where) || speaksFor(actor, where.organisationId ?? null);

/** See who speaks for an organisation. */
export const canSeeOrganisationPeople = (actor: Actor, where: Where): boolean =>
  canSeePeople(actor, where) || speaksFor(actor, where.organisationId ?? null);

/** Read that concerns about the safety of a child arrived and were dealt with. */
export const canReadJournalOfConcerns = (actor: Actor, where: Where): boolean =>
  holds(actor, ['safeguarding-lead'], where.allianceId);
