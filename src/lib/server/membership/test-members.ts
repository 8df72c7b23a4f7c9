import { addAll, makeWorld, newOrganisation } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { addOrganisation, type NewOrganisation } from './organisations.ts';

/** Three members of the world, and beside them what must not be listed with them. */
export async function makeMembers(ctx: Context) {
  const world = await makeWorld(ctx);
  const one = (slug: string, changes: Partial<NewOrganisation>) => newOrganisation(world, slug, changes);
  const part = (role: 'lead' | 'peer' | 'member', allianceId = world.alliances.global) => ({
    memberships: [{ allianceId, role, firstSeen: 2021 }]
  });
  await addAll(ctx, addOrganisation, [
    one('zebra', {
      name: 'Zebra 100%',
      kind: 'ngo',
      country: 'KE',
      themes: ['road-safety'],
      city: 'Nairobi',
      website: 'https://zebra.example'
    }),
    one('ecole', {
      name: 'École des Villes',
      shortName: 'EdV_1',
      aliases: ['Écoles unies'],
      kind: 'academia',
      country: 'KE',
      themes: ['health', 'nutrition']
    }),
    one('apple', { name: 'Äpple', kind: 'ngo', country: 'BD', themes: ['mobility'] }),
    one('peer', { name: 'Peer 100%', country: 'BD', themes: ['mobility'], ...part('peer') }),
    one('lead', { name: 'Lead 100%', country: 'KE', themes: ['mobility'], ...part('lead', world.alliances.kenya) }),
    one('local', { name: 'Local 100%', country: 'KE', themes: ['mobility'], ...part('member', world.alliances.kenya) }),
    one('draft', { name: 'Draft 100%', country: 'KE', themes: ['mobility'] }),
    one('former', { name: 'Former 100%', country: 'BD', themes: ['mobility'] })
  ]);
  await ctx.db.updateTable('organisation').set({ status: 'draft' }).where('slug', '=', 'draft').execute();
  await ctx.db.updateTable('organisation').set({ status: 'archived' }).where('slug', '=', 'former').execute();
  return { ...world, global: world.alliances.global };
}
