import { error, type Actions } from '@sveltejs/kit';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import {
  keepWaiting,
  lapseMembership,
  noteEnding,
  refuseReturn,
  reopenMembership
} from '#lib/server/membership/year/leaving.ts';
import { getMembershipForReview } from '#lib/server/membership/member-queries.ts';
import { endingInput, waitingInput } from '#lib/server/membership/year/year-input.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

const numberOf = (text: unknown): number => (/^\d{1,9}$/.test(String(text)) ? Number(text) : error(404));

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const id = numberOf(params.id);
  const membership = await getMembershipForReview(ctx, id);
  return { membership, ...(await getTaskBar(ctx, { kind: 'membership', id })), now: ctx.now };
};

type Values = Record<string, string | string[]>;
/** What the secretariat decides leads on to what waits next. */
const decide =
  (work: (ctx: App.Locals['ctx'], id: number, values: Values) => Promise<void>): Actions[string] =>
  async ({ locals: { ctx }, params, request }) => {
    const id = numberOf(params.id);
    await getMembershipForReview(ctx, id);
    const values = await readForm(request);
    try {
      await work(ctx, id, values);
    } catch (error) {
      return refuse(error, values);
    }
    goTo(ctx, '/desk', 'done');
  };

export const actions: Actions = {
  lapse: decide((ctx, id, values) => lapseMembership(ctx, id, parseForm(endingInput, values).reason)),
  wait: decide((ctx, id, values) => keepWaiting(ctx, id, parseForm(waitingInput, values).days)),
  note: decide((ctx, id) => noteEnding(ctx, id)),
  reopen: decide((ctx, id) => reopenMembership(ctx, id)),
  refuse: decide((ctx, id) => refuseReturn(ctx, id))
};
