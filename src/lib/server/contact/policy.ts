import type { Actor } from '../platform/context.ts';
import { holds, secretariat } from '../platform/roles.ts';

/** The alliance that a message or a concern was sent to. */
export interface Where {
  allianceId: number | null;
}

/** Read messages to the secretariat: those who are it. */
export const canReadMessages = (actor: Actor, where: Where): boolean => holds(actor, secretariat, where.allianceId);

/** Answer a message, and close it without an answer. */
export const canAnswerMessage = (actor: Actor, where: Where): boolean => holds(actor, secretariat, where.allianceId);

/** Read concerns about the safety of a child: nobody but the safeguarding lead, and neither owner nor operator. */
export const canReadConcerns = (actor: Actor, where: Where): boolean =>
  holds(actor, ['safeguarding-lead'], where.allianceId);

/** Write down what is done about a concern, and write to whoever raised it. */
export const canHandleConcern = (actor: Actor, where: Where): boolean =>
  holds(actor, ['safeguarding-lead'], where.allianceId);
