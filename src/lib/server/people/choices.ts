import type { Localised } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { definitionOf, roleNames, type Role } from '../platform/roles.ts';
import { canGiveOrganisationRole, canGiveRole } from './policy.ts';
import { listAlliancesInReach } from './queries.ts';

export interface RoleChoices {
  /** Roles on alliances that the actor may give somewhere. */
  roles: Role[];
  /** Where: the alliances in reach. Roles of organisations are given on the organisation's own page. */
  alliances: { id: number; name: Localised }[];
  /** Whether there are organisations for which the actor may have somebody speak. */
  speakers: boolean;
}

/** What a form for giving roles offers; the verb decides again. */
export async function listRoleChoices(ctx: Context): Promise<RoleChoices> {
  const alliances = await listAlliancesInReach(ctx);
  const roles = roleNames.filter(
    (role) =>
      definitionOf(role).on === 'alliance' &&
      alliances.some(({ id }) => canGiveRole(ctx.actor, role, { allianceId: id }))
  );
  const speakers = alliances.some(({ id }) => canGiveOrganisationRole(ctx.actor, { allianceId: id }));
  return { roles, alliances, speakers };
}
