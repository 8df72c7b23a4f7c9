import { redirect } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { addressOfTask, giveTask, snoozeTask } from '#lib/server/desk/queue.ts';
import { readForm } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { Actions, PageServerLoad } from './$types';

/** A task has no page of its own: it leads to what it is about. */
export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
  const to = localHref(await addressOfTask(ctx, readId(params.id)), ctx.locale);
  redirect(303, to + url.search);
};

export const actions: Actions = {
  give: async ({ locals: { ctx }, params, request }) => {
    const id = readId(params.id);
    const { person } = await readForm(request);
    const to = person ? readId(String(person)) : null;
    const isElsewhere = await giveTask(ctx, id, to);
    const toOneself = ctx.actor.kind === 'person' && to === ctx.actor.id;
    goTo(ctx, '/desk', !isElsewhere || toOneself ? 'done' : to ? 'given' : 'free');
  },
  snooze: async ({ locals: { ctx }, params, request }) => {
    const id = readId(params.id);
    const { days } = await readForm(request);
    const count = Number(days);
    const until = [1, 3, 7, 14, 30].includes(count) ? new Date(ctx.now.getTime() + count * 86_400_000) : null;
    await snoozeTask(ctx, id, until);
    goTo(ctx, '/desk', until ? 'later' : 'back');
  }
};
