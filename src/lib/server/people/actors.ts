import type { Actor, Context } from '../platform/context.ts';
import { definitionOf, type HeldRole, type Role } from '../platform/roles.ts';

type Parents = Map<number, number | null>;

/** Which alliance stands below which; asked for by every signed-in request, and seldom changed. */
const parents = (ctx: Context): Promise<Parents> =>
  ctx.recorded ? readParents(ctx) : ctx.instance.kept.keep('alliance parents', ['alliance'], () => readParents(ctx));

async function readParents({ db }: Context): Promise<Parents> {
  const rows = await db.selectFrom('alliance').select(['id', 'parentId']).execute();
  return new Map(rows.map(({ id, parentId }) => [id, parentId]));
}

function isBelow(tree: Parents, id: number, above: number): boolean {
  for (let at = tree.get(id) ?? null; at !== null; at = tree.get(at) ?? null) if (at === above) return true;
  return false;
}

/**
 * A person as an actor: with the roles that are in force now. Those that need a second factor are in force only in a
 * session that had one, and `owed` says that there are such.
 */
export async function actorOf(
  ctx: Context,
  personId: number,
  secondFactor: boolean
): Promise<{ actor: Actor; owed: boolean }> {
  const [rows, tree] = await Promise.all([
    ctx.db
      .selectFrom('personRole')
      .select(['role', 'allianceId', 'organisationId'])
      .where('personId', '=', personId)
      .where('endedAt', 'is', null)
      .where('since', '<=', ctx.now)
      .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', ctx.now)]))
      .orderBy('id')
      .execute(),
    parents(ctx)
  ]);
  const inForce = rows.filter(({ role }) => secondFactor || !definitionOf(role as Role).secondFactor);
  const roles = inForce.map(({ role, allianceId, organisationId }): HeldRole => ({
    role: role as Role,
    organisationId,
    alliances: allianceId === null ? [] : reached(tree, role as Role, allianceId)
  }));
  return { actor: { kind: 'person', id: personId, roles }, owed: inForce.length < rows.length };
}

/** Where a role counts: first the alliance on which it is held, then those below it. */
function reached(tree: Parents, role: Role, allianceId: number): number[] {
  if (!definitionOf(role).below) return [allianceId];
  return [allianceId, ...[...tree.keys()].filter((id) => isBelow(tree, id, allianceId))];
}
