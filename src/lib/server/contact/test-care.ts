import { newAlliance, makeWorld, type World } from '../../../../tests/support/world.ts';
import { addAlliance } from '../alliances/alliances.ts';
import { actorOf } from '../people/actors.ts';
import { giveRole, personAt } from '../people/people.ts';
import type { Actor, Context } from '../platform/context.ts';
import type { Role } from '../platform/roles.ts';
import { raiseConcern, sendMessage } from './contact.ts';

type Who = 'owner' | 'officer' | 'lead' | 'sibling' | 'siblingLead' | 'nobody';
export interface CareWorld extends World {
  uganda: number;
  actors: Record<Who, Actor>;
}

/**
 * The small world with an owner, an officer and a safeguarding lead of all, an officer and a lead of Uganda's alliance,
 * which stands beside Kenya's, and somebody without a role.
 */
export async function makeCareWorld(ctx: Context): Promise<CareWorld> {
  const world = await makeWorld(ctx);
  const uganda = await addAlliance(ctx, newAlliance('uganda'));
  const { global } = world.alliances;
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const add = async (name: string, role?: Role, allianceId = global): Promise<Actor> => {
    const id = await personAt(operator, { name, email: `${name.toLowerCase()}@people.example`, locale: 'en' });
    await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).where('id', '=', id).execute();
    if (role) await giveRole(operator, id, role, { allianceId });
    return (await actorOf(ctx, id, true)).actor;
  };
  const actors = {
    owner: await add('Olga', 'owner'),
    officer: await add('Omar', 'officer'),
    lead: await add('Leila', 'safeguarding-lead'),
    sibling: await add('Sam', 'officer', uganda),
    siblingLead: await add('Sanaa', 'safeguarding-lead', uganda),
    nobody: await add('Noor')
  };
  return { ...world, uganda, actors };
}

export const as = (ctx: Context, actor: Actor): Context => ({ ...ctx, actor });

export const showings = [
  '0d3ae3b6-4a5c-4f65-9f0a-2f8b3c1d9e77',
  '7c1b2a90-6d4e-4b1f-8a35-5e0f9d2c4b16',
  '1f4d0b5e-3c6a-4e8b-9d2f-7a6b5c4d3e21'
] as const;

export const writeTo = (ctx: Context, allianceId: number, changes: Partial<Parameters<typeof sendMessage>[2]> = {}) =>
  sendMessage(
    ctx,
    { id: allianceId, name: 'World Alliance' },
    {
      topic: 'membership',
      text: 'SECRETWORDS: how do we join?',
      name: 'Amina Otieno',
      email: 'Amina@City.example',
      showing: null,
      ...changes
    }
  );

export const worryTo = (ctx: Context, allianceId: number, urgent = false) =>
  raiseConcern(
    ctx,
    { id: allianceId, name: 'World Alliance' },
    {
      text: 'SECRETWORDS',
      about: 'SECRETNAME',
      place: 'SECRETPLACE',
      urgent,
      contact: 'secretchild@home.example',
      showing: null
    }
  );
