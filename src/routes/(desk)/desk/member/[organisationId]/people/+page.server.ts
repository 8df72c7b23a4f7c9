import { randomUUID } from 'node:crypto';
import type { Actions } from '@sveltejs/kit';
import { locales } from '#lib/locale.ts';
import { addSpeaker, handOver } from '#lib/server/people/handover.ts';
import { personInput, speakerInput } from '#lib/server/people/record-input.ts';
import { canGiveOrganisationRole, canHandOver } from '#lib/server/people/policy.ts';
import { getOrganisationRole, getSpokenFor, listOrganisationPeople } from '#lib/server/people/queries.ts';
import { parseForm, readForm } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { refuseKindly } from '#lib/server/web/refusals.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  const organisation = await getSpokenFor(ctx, readId(event.params.organisationId));
  const where = { allianceId: organisation.allianceId, organisationId: organisation.id };
  return {
    organisation,
    locales,
    showing: randomUUID(),
    people: await listOrganisationPeople(ctx, organisation.id),
    can: { handOver: canHandOver(ctx.actor, where), add: canGiveOrganisationRole(ctx.actor, where) }
  };
};

export const actions: Actions = {
  add: async (event) => {
    requireSession(event);
    const { ctx } = event.locals;
    const values = await readForm(event.request);
    const { id } = await getSpokenFor(ctx, readId(event.params.organisationId!));
    try {
      const { language, role, ...person } = parseForm(speakerInput, values);
      await addSpeaker(ctx, id, { ...person, locale: language }, role);
    } catch (error) {
      return refuseKindly(error, values);
    }
    goTo(ctx, `/desk/member/${id}/people`, 'added');
  },
  replace: async (event) => {
    requireSession(event);
    const { ctx } = event.locals;
    const values = await readForm(event.request);
    const id = readId(event.params.organisationId!);
    const held = await getOrganisationRole(ctx, id, readId(String(values.held)));
    // Whoever handed over what was theirs may not see this page any more, not even to be told that it is done.
    const own = ctx.actor.kind === 'person' && ctx.actor.id === held.personId;
    if (!own) await getSpokenFor(ctx, id);
    try {
      const { language, ...person } = parseForm(personInput, values);
      await handOver(ctx, id, { ...person, locale: language }, held.role, held.personId);
    } catch (error) {
      return refuseKindly(error, values);
    }
    goTo(ctx, own ? '/account' : `/desk/member/${id}/people`, 'given');
  }
};
