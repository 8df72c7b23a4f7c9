import { error, type Actions } from '@sveltejs/kit';
import { acceptCharter, findCharterToAccept } from '#lib/server/joining/charter-accepting.ts';
import { confirmMembership, isConfirmationNear } from '#lib/server/membership/year/confirming.ts';
import { askToReturn, leaveAlliance } from '#lib/server/membership/year/leaving.ts';
import { listMembershipsOf } from '#lib/server/membership/member-queries.ts';
import { canAcceptCharter, canAnswerConfirmation, canLeaveAlliance } from '#lib/server/membership/policy.ts';
import { findOpenChange } from '#lib/server/membership/profile-changes.ts';
import { getParts } from '#lib/server/membership/profile-queries.ts';
import { dismissFirstSteps, findFirstSteps, getProfile } from '#lib/server/membership/profile.ts';
import { acceptanceInput, endingInput } from '#lib/server/membership/year/year-input.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

const numberOf = (text: unknown): number => (/^\d{1,9}$/.test(String(text)) ? Number(text) : error(404));

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const id = numberOf(params.organisationId);
  const profile = await getProfile(ctx, id);
  const [parts, memberships, steps, change] = await Promise.all([
    getParts(ctx, id),
    listMembershipsOf(ctx, id),
    findFirstSteps(ctx, id),
    findOpenChange(ctx, id)
  ]);
  const [charters, near] = await Promise.all([
    Promise.all(memberships.map((membership) => findCharterToAccept(ctx, membership))),
    Promise.all(memberships.map((membership) => isConfirmationNear(ctx, membership)))
  ]);
  const thing = (allianceId: number) => ({ allianceId, organisationId: id });
  return {
    profile,
    parts,
    steps: steps ?? null,
    change: change ?? null,
    memberships: memberships.map((membership, i) => ({
      ...membership,
      toAccept: charters[i] ?? null,
      isDue: near[i]!,
      can: {
        confirm: canAnswerConfirmation(ctx.actor, thing(membership.allianceId)),
        accept: canAcceptCharter(ctx.actor, thing(membership.allianceId)),
        leave: canLeaveAlliance(ctx.actor, thing(membership.allianceId))
      }
    }))
  };
};

/** Finds the entry first: for whom it is not there, nothing is. */
const back = async ({ locals, params }: Parameters<Actions[string]>[0]) => {
  const { id } = await getProfile(locals.ctx, numberOf(params.organisationId));
  return `/desk/member/${id}`;
};

export const actions: Actions = {
  confirm: async (event) => {
    const to = await back(event);
    const { membership } = await readForm(event.request);
    await confirmMembership(event.locals.ctx, numberOf(membership));
    goTo(event.locals.ctx, to, 'stays');
  },
  leave: async (event) => {
    const to = await back(event);
    const values = await readForm(event.request);
    try {
      const { reason } = parseForm(endingInput, values);
      await leaveAlliance(event.locals.ctx, numberOf(values.membership), reason);
    } catch (error) {
      return refuse(error, values);
    }
    goTo(event.locals.ctx, to, 'left');
  },
  accept: async (event) => {
    const to = await back(event);
    const values = await readForm(event.request);
    try {
      parseForm(acceptanceInput, values);
      await acceptCharter(event.locals.ctx, numberOf(values.membership), numberOf(values.charter));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(event.locals.ctx, to, 'accepted');
  },
  return: async (event) => {
    const to = await back(event);
    const { membership } = await readForm(event.request);
    await askToReturn(event.locals.ctx, numberOf(membership));
    goTo(event.locals.ctx, to, 'returning');
  },
  dismiss: async (event) => {
    const to = await back(event);
    await dismissFirstSteps(event.locals.ctx, numberOf(event.params.organisationId));
    goTo(event.locals.ctx, to, 'done');
  }
};
