import type { Actions } from '@sveltejs/kit';
import { fullerOf, getOrganisationRecord, weighRecord } from '#lib/server/desk/organisation-record.ts';
import { undoDays } from '#lib/server/people/merging.ts';
import { mergeOrganisations, takable } from '#lib/server/records/merging.ts';
import { invalid } from '#lib/server/web/desk-action.ts';
import { readForm, refuseConflict } from '#lib/server/web/form.ts';
import { onlyFor, readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  // Both are read before anything is asked for: a number that is none would leave the other's answer to nobody.
  const ids = [event.params.id, event.url.searchParams.get('with') ?? ''].map(readId) as [number, number];
  const [one, other] = await Promise.all([getOrganisationRecord(ctx, ids[0]), getOrganisationRecord(ctx, ids[1])]);
  onlyFor(one.can.merge && other.can.merge);
  const weights = await Promise.all([weighRecord(ctx, one), weighRecord(ctx, other)]);
  return { one, other, weights, fuller: fullerOf(...weights), takable, undoDays };
};

export const actions: Actions = {
  default: async (event) => {
    requireSession(event);
    const { ctx } = event.locals;
    const both = [readId(event.params.id ?? ''), readId(event.url.searchParams.get('with') ?? '')];
    const values = await readForm(event.request, ['take']);
    const kept = both.find((id) => String(id) === values.kept);
    try {
      if (kept === undefined) throw invalid('kept', 'choose');
      const merged = both.find((id) => id !== kept) ?? kept;
      const take = takable.filter((field) => values.take?.includes(field));
      await mergeOrganisations(ctx, kept, merged, take);
    } catch (error) {
      return refuseConflict(error, values, 'kept');
    }
    goTo(ctx, `/desk/organisations/${kept}`, 'merged');
  }
};
