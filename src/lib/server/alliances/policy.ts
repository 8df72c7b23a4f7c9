import type { Actor } from '../platform/context.ts';

/** Name, languages, colours and mark are the operator's to set, until alliances have people with that role. */
export const canChangeAlliance = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system';
