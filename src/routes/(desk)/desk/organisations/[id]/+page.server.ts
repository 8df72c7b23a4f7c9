import type { Actions } from '@sveltejs/kit';
import type { Saying } from '#lib/sayings.ts';
import { listAlike } from '#lib/server/desk/duplicates.ts';
import { addNote, deleteNote, listNotes } from '#lib/server/desk/notes.ts';
import {
  getOrganisationRecord,
  listOrganisationApplications,
  listOrganisationParts,
  listOrganisationPeople,
  listUndoable
} from '#lib/server/desk/organisation-record.ts';
import { factsAPage, organisationTimeline } from '#lib/server/desk/timeline.ts';
import { listThemeChoices } from '#lib/server/records/record-choices.ts';
import { undoOrganisationMerge } from '#lib/server/records/merging.ts';
import { recordAction, requiredText } from '#lib/server/web/desk-action.ts';
import { readId } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  const id = readId(event.params.id);
  const organisation = await getOrganisationRecord(ctx, id);
  const before = event.url.searchParams.get('before') ?? '';
  const from = /^\d{1,15}$/.test(before) ? Number(before) : undefined;
  const [people, parts, applications, notes, facts, alike, merges, themes] = await Promise.all([
    listOrganisationPeople(ctx, id),
    listOrganisationParts(ctx, id),
    listOrganisationApplications(ctx, id),
    listNotes(ctx, { kind: 'organisation', id }),
    organisationTimeline(ctx, id, from),
    organisation.can.merge ? listAlike(ctx, organisation) : [],
    organisation.can.undo ? listUndoable(ctx, 'organisation', id) : [],
    listThemeChoices(ctx)
  ]);
  const shown = facts.slice(0, factsAPage);
  return {
    organisation,
    people,
    parts,
    applications,
    notes,
    facts: shown,
    earlier: facts.length > factsAPage ? shown.at(-1)!.id : null,
    alike,
    merges,
    themes: themes.filter(({ slug }) => organisation.themes.includes(slug))
  };
};

const doing = (work: Parameters<typeof recordAction>[1], said: Saying) =>
  recordAction('/desk/organisations', work, said);

export const actions: Actions = {
  note: doing(({ locals }, id, values) => {
    return addNote(locals.ctx, { kind: 'organisation', id }, requiredText(values, 'text', 5000));
  }, 'saved'),
  'delete-note': doing(
    ({ locals }, id, { note }) => deleteNote(locals.ctx, { kind: 'organisation', id }, readId(String(note))),
    'deleted'
  ),
  undo: doing(({ locals }, _, { merge }) => undoOrganisationMerge(locals.ctx, readId(String(merge))), 'unmerged')
};
