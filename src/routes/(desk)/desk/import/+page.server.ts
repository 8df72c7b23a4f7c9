import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { importDays, listImports, startImport } from '#lib/server/records/organisation-import.ts';
import { invalid, secretariatOf } from '#lib/server/web/desk-action.ts';
import { readUpload, refuse } from '#lib/server/web/form.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  secretariatOf(ctx);
  return { imports: await listImports(ctx), days: importDays };
};

export const actions: Actions = {
  default: async (event) => {
    requireSession(event);
    const { ctx } = event.locals;
    const { values, files } = await readUpload(event.request, ['file']);
    let id: number;
    try {
      if (!files.file) throw invalid('file', 'missing');
      id = await startImport(ctx, secretariatOf(ctx), files.file);
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, localHref(`/desk/import/${id}`, ctx.locale));
  }
};
