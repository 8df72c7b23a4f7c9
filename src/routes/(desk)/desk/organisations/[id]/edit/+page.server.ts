import type { Actions } from '@sveltejs/kit';
import { getOrganisationRecord } from '#lib/server/desk/organisation-record.ts';
import { recordChoices } from '#lib/server/records/record-choices.ts';
import { editRecord } from '#lib/server/records/records.ts';
import { recordFields, recordInput } from '#lib/server/records/record-input.ts';
import { onlyFor, readId } from '#lib/server/web/params.ts';
import { onlyChanged, parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  const organisation = await getOrganisationRecord(ctx, readId(event.params.id));
  onlyFor(organisation.can.edit);
  return { name: organisation.name, stored: recordFields(organisation), ...(await recordChoices(ctx)) };
};

export const actions: Actions = {
  default: async (event) => {
    requireSession(event);
    const id = readId(event.params.id ?? '');
    const values = await readForm(event.request, ['themes']);
    try {
      const now = recordFields(await getOrganisationRecord(event.locals.ctx, id));
      await editRecord(event.locals.ctx, id, parseForm(recordInput, onlyChanged(values, now)));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(event.locals.ctx, `/desk/organisations/${id}`, 'saved');
  }
};
