import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import type { Role } from '../platform/roles.ts';

/** The addresses of made-up people; `.example` belongs to nobody (RFC 2606). */
const madeUp = '%demo.example';

/** Whether this instance was filled with made-up people, for trying the program. */
export async function isDemo({ db }: Context): Promise<boolean> {
  const setting = await db.selectFrom('setting').select('value').where('name', '=', 'starter').executeTakeFirst();
  return setting?.value === 'demo';
}

/** Whether an address is one of a demonstration: mail to it would reach nobody, or somebody whom nobody meant. */
export const isInvented = async (ctx: Context, address: string): Promise<boolean> =>
  /[.@]example$/i.test(address) && (await isDemo(ctx));

/** The made-up people with their roles and where they hold them. @throws NotFound on an instance of real people */
export async function listDemoPeople(ctx: Context) {
  if (!(await isDemo(ctx))) throw new NotFound('demo');
  const rows = await ctx.db
    .selectFrom('person as p')
    .leftJoin('personRole as r', (join) => join.onRef('r.personId', '=', 'p.id').on('r.endedAt', 'is', null))
    .leftJoin('alliance as a', 'a.id', 'r.allianceId')
    .leftJoin('organisation as o', 'o.id', 'r.organisationId')
    .select(['p.id', 'p.name', 'p.locale', 'r.role', 'a.name as alliance', 'o.name as organisation'])
    .where('p.email', 'like', madeUp)
    .where('p.suspendedAt', 'is', null)
    .orderBy('p.id')
    .orderBy('r.id')
    .execute();
  const people = new Map<number, { id: number; name: string; locale: string; roles: DemoRole[] }>();
  for (const { role, alliance, organisation, ...person } of rows) {
    const known = people.get(person.id) ?? { ...person, roles: [] };
    if (role) known.roles.push({ role: role as Role, alliance, organisation });
    people.set(person.id, known);
  }
  return [...people.values()];
}

interface DemoRole {
  role: Role;
  alliance: Partial<Record<string, string>> | null;
  organisation: string | null;
}

/** A made-up person, whom everybody may be. @throws NotFound for real ones, and on an instance of real people */
export async function getDemoPerson(ctx: Context, id: number): Promise<number> {
  const person = (await isDemo(ctx))
    ? await ctx.db
        .selectFrom('person')
        .select('id')
        .where('id', '=', id)
        .where('email', 'like', madeUp)
        .executeTakeFirst()
    : undefined;
  if (!person) throw new NotFound('demo');
  return person.id;
}
