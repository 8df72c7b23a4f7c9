import type { Actor } from '../context.ts';
import { holds, isProgram, secretariat } from '../roles.ts';

/**
 * See which mails wait or have failed, and have them tried again: the secretariat of the alliance for which the program
 * sends, which is the global one.
 */
export const canSeeMail = (actor: Actor, where: { allianceId: number | null }): boolean =>
  isProgram(actor) || holds(actor, secretariat, where.allianceId);
