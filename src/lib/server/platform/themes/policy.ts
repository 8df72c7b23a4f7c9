import type { Actor } from '../context.ts';

/** Themes are the operator's to rename and merge, until alliances have people with that role. */
export const canChangeThemes = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system';
