import type { Actor } from './context.ts';

interface Definition {
  /** Held on an alliance, or on an organisation. */
  on: 'alliance' | 'organisation';
  /** Whether it reaches the alliances below the one on which it is held. Siblings are never reached. */
  below?: true;
  /** Whether it is in force only in a session with a second factor. */
  secondFactor?: true;
}

/** Every role there is, and how far it reaches. Who may do what stands in the `policy.ts` of the domains. */
export const roles = {
  owner: { on: 'alliance', below: true, secondFactor: true },
  officer: { on: 'alliance', below: true, secondFactor: true },
  editor: { on: 'alliance', below: true },
  'steering-member': { on: 'alliance' },
  chair: { on: 'alliance' },
  reviewer: { on: 'alliance' },
  facilitator: { on: 'alliance' },
  'safeguarding-lead': { on: 'alliance', below: true, secondFactor: true },
  'alliance-lead': { on: 'alliance', below: true },
  'focal-point': { on: 'organisation' },
  signatory: { on: 'organisation' }
} as const satisfies Record<string, Definition>;

export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as Role[];
export const definitionOf = (role: Role): Definition => roles[role];

/** A role as somebody holds it now. */
export interface HeldRole {
  role: Role;
  /** The alliances that it reaches: the one on which it is held and, where the role says so, those below it. */
  alliances: readonly number[];
  organisationId: number | null;
}

/** Those who handle the business of an alliance. */
export const secretariat = ['owner', 'officer'] as const satisfies Role[];
/** Those who decide for an alliance. */
export const steering = ['steering-member', 'chair'] as const satisfies Role[];

/** Whether the actor holds one of the roles where it reaches this alliance. */
export function holds(actor: Actor, wanted: readonly Role[], allianceId: number | null): boolean {
  if (actor.kind !== 'person' || allianceId === null) return false;
  return actor.roles.some(({ role, alliances }) => wanted.includes(role) && alliances.includes(allianceId));
}

/** Whether the actor holds one of the roles for this organisation. */
export function speaksFor(actor: Actor, organisationId: number | null, wanted: readonly Role[] = organisationRoles) {
  if (actor.kind !== 'person' || organisationId === null) return false;
  return actor.roles.some((held) => wanted.includes(held.role) && held.organisationId === organisationId);
}
const organisationRoles = ['focal-point', 'signatory'] as const satisfies Role[];

/** The alliances that one of the roles reaches: for reads, which are scoped in SQL. */
export function reachOf(actor: Actor, wanted: readonly Role[]): number[] {
  if (actor.kind !== 'person') return [];
  return [...new Set(actor.roles.flatMap(({ role, alliances }) => (wanted.includes(role) ? alliances : [])))];
}

/** The organisations that the actor speaks for. */
export function organisationsOf(actor: Actor): number[] {
  if (actor.kind !== 'person') return [];
  return [...new Set(actor.roles.flatMap(({ organisationId }) => organisationId ?? []))];
}

/** The program itself, or who keeps its server running. */
export const isProgram = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system';

/** The number of the person who acts, for columns that say who; null for all others. */
export const personOf = (actor: Actor): number | null => (actor.kind === 'person' ? actor.id : null);
