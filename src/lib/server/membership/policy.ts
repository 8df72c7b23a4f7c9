import type { Actor } from '../platform/context.ts';
import { holds, isProgram, secretariat, speaksFor, steering, type Role } from '../platform/roles.ts';

/** What is asked about: an alliance's business, or that of an organisation in it. */
export interface Business {
  allianceId: number | null;
  organisationId?: number | null;
}

const isOfSecretariat = (actor: Actor, { allianceId }: Business): boolean =>
  isProgram(actor) || holds(actor, secretariat, allianceId);

/** See the applications to an alliance; who decides sees one at a time, after saying that no interest is in the way. */
export const canReadApplications = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** Check an application, ask for more, write to the applicant. */
export const canScreenApplication = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** Bring an application before those who decide, withdraw it from there, conclude it. */
export const canOpenDecision = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/**
 * Say whether one has an interest in a decision, and then what one thinks. Which persons a decision asks is fixed when
 * it is opened (`decision_voice`); whoever withdrew for an interest says nothing more.
 */
export const canSayInDecision = (actor: Actor, thing: Business & { recused?: boolean }): boolean =>
  holds(actor, steering, thing.allianceId) && !thing.recused;

/** Set how an alliance takes members in, and all its periods. */
export const canSetRules = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** Publish the text that members accept. */
export const canPublishCharter = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** See how a membership stands: since when, what was accepted, whether it was confirmed. */
export const canSeeMembership = (actor: Actor, thing: Business): boolean =>
  isOfSecretariat(actor, thing) ||
  holds(actor, ['alliance-lead'], thing.allianceId) ||
  speaksFor(actor, thing.organisationId ?? null);

/** The roles that see the records of an alliance; for reads, which are scoped in SQL. */
export const seeRecords = [...secretariat, 'alliance-lead'] as const satisfies Role[];

/** See the records of organisations: who speaks for them, notes, what happened. */
export const canSeeRecords = (actor: Actor, thing: Business): boolean =>
  isProgram(actor) || holds(actor, seeRecords, thing.allianceId);

/** Add a record, and change every field of one, also its name and kind. */
export const canEditRecord = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** Make two records one, and take that back. */
export const canMerge = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** Take in a spreadsheet of organisations and contacts, and take that back. */
export const canImport = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** Edit the entry of an organisation, and ask for another name or kind. */
export const canEditOrganisation = (actor: Actor, thing: Business): boolean =>
  speaksFor(actor, thing.organisationId ?? null) || isOfSecretariat(actor, thing);

/** Say that an organisation is still a member and its entry right. */
export const canAnswerConfirmation = (actor: Actor, thing: Business): boolean =>
  speaksFor(actor, thing.organisationId ?? null) || isOfSecretariat(actor, thing);

/** Accept a newer charter for one's own organisation. */
export const canAcceptCharter = (actor: Actor, thing: Business): boolean =>
  speaksFor(actor, thing.organisationId ?? null);

/** End the membership of one's own organisation. */
export const canLeaveAlliance = (actor: Actor, thing: Business): boolean =>
  speaksFor(actor, thing.organisationId ?? null);

/** Ask that a membership that ended goes on. */
export const canAskToReturn = (actor: Actor, thing: Business): boolean =>
  speaksFor(actor, thing.organisationId ?? null) || isOfSecretariat(actor, thing);

/** Let a membership lapse, wait longer, or let one that ended go on. */
export const canLapseMembership = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);

/** Decide on another name or kind of an organisation. */
export const canDecideChange = (actor: Actor, thing: Business): boolean => isOfSecretariat(actor, thing);
