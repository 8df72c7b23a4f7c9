import type { Actions } from '@sveltejs/kit';
import { mayMergePeople, mergePeople, undoDays } from '#lib/server/people/merging.ts';
import { getPerson } from '#lib/server/people/queries.ts';
import { invalid } from '#lib/server/web/desk-action.ts';
import { readForm, refuseConflict } from '#lib/server/web/form.ts';
import { onlyFor, readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

/** The two people of the address, both of whom the actor sees and may make one. @throws NotFound */
async function bothOf({ params, url, locals: { ctx } }: { params: { id?: string }; url: URL; locals: App.Locals }) {
  // Both are read before anything is asked for: a number that is none would leave the other's answer to nobody.
  const ids = [params.id ?? '', url.searchParams.get('with') ?? ''].map(readId) as [number, number];
  const [one, other] = await Promise.all([getPerson(ctx, ids[0]), getPerson(ctx, ids[1])]);
  onlyFor(await mayMergePeople(ctx, ids));
  return { one, other };
}

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  return { ...(await bothOf(event)), undoDays };
};

export const actions: Actions = {
  default: async (event) => {
    const { person: own } = requireSession(event);
    const { ctx } = event.locals;
    const { one, other } = await bothOf(event);
    const values = await readForm(event.request);
    const kept = [one.id, other.id].find((id) => String(id) === values.kept);
    try {
      if (kept === undefined) throw invalid('kept', 'choose');
      const merged = kept === one.id ? other.id : one.id;
      if (merged === own.id) throw invalid('kept', 'self');
      await mergePeople(ctx, kept, merged);
    } catch (error) {
      return refuseConflict(error, values, 'kept');
    }
    goTo(ctx, `/desk/people/${kept}`, 'merged');
  }
};
