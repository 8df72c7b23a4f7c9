import { error } from '@sveltejs/kit';
import { citationFormats, exportCitation, type CitationFormat } from '#lib/server/library/citations.ts';
import { getCitable } from '#lib/server/library/citing.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { RequestHandler } from './$types';

const isFormat = (text: string): text is CitationFormat => Object.hasOwn(citationFormats, text);

export const GET: RequestHandler = async ({ locals, params }) => {
  if (!isFormat(params.format)) error(404);
  const item = await getCitable(locals.ctx, params.slug);
  dependsOn(locals, `resource:${item.id}`);
  return new Response(exportCitation(item, params.format), {
    headers: {
      'content-type': citationFormats[params.format].mediaType,
      'content-disposition': `attachment; filename="${item.slug}.${params.format}"`
    }
  });
};
