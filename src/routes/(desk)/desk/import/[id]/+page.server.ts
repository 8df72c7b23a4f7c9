import type { Actions } from '@sveltejs/kit';
import type { Saying } from '#lib/sayings.ts';
import { importFields, readMapping } from '#lib/server/records/import-columns.ts';
import { undoImport } from '#lib/server/records/import-undo.ts';
import { getImport, mapImport, planImport, runImport } from '#lib/server/records/organisation-import.ts';
import { recordAction } from '#lib/server/web/desk-action.ts';
import { readId } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

/** Lines that a preview shows. */
const previewed = 50;
/** Lines with problems that are listed beside it. */
const listed = 200;

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  const { id, name, data, doneAt, undoneAt } = await getImport(ctx, readId(event.params.id));
  const { heads, rows, mapping, onKnown, becomes, encoding, made, undone } = data;
  const plan = doneAt || !mapping.includes('name') ? [] : await planImport(ctx, data);
  const wrong = plan.filter(({ problems }) => problems.length > 0);
  return {
    import: { id, name, doneAt, undoneAt, heads, mapping, onKnown, becomes, encoding, lines: rows.length },
    sample: rows[0] ?? [],
    fields: importFields,
    plan: plan.slice(0, previewed),
    wrong: wrong.slice(0, listed),
    wrongCount: wrong.length,
    counts: made?.counts ?? null,
    undone: undone ?? null
  };
};

const doing = (work: Parameters<typeof recordAction>[1], said: Saying) => recordAction('/desk/import', work, said);

export const actions: Actions = {
  columns: doing(async ({ locals }, id, values) => {
    const { data } = await getImport(locals.ctx, id);
    await mapImport(locals.ctx, id, {
      mapping: readMapping(values, data.heads.length),
      onKnown: values.onKnown === 'fill' ? 'fill' : 'skip',
      becomes: values.becomes === 'member' ? 'member' : 'known'
    });
  }, 'saved'),
  run: doing(({ locals }, id, { despite }) => runImport(locals.ctx, id, despite === 'yes'), 'done'),
  undo: doing(({ locals }, id) => undoImport(locals.ctx, id), 'done')
};
