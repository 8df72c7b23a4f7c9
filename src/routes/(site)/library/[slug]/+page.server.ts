import { inLanguage } from '#lib/locale.ts';
import { citationFormats } from '#lib/server/library/citations.ts';
import { placed } from '#lib/server/library/citing.ts';
import { getResource } from '#lib/server/library/queries.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const { citations, seriesLabel, publishedAt: _, ...resource } = await getResource(ctx, params.slug);
  dependsOn(locals, `resource:${resource.id}`, 'theme', ...resource.related.map((card) => `resource:${card.id}`));
  const { origin } = ctx.instance;
  const address = `${origin}/library/${resource.slug}`;
  const item = resource.fileId
    ? {
        href: `${origin}/files/${resource.fileId}/${encodeURIComponent(resource.fileName!)}`,
        mediaType: resource.mediaType!
      }
    : resource.url && !resource.urlIsList
      ? { href: resource.url }
      : null;
  return {
    resource: {
      ...resource,
      series: seriesLabel ? inLanguage(seriesLabel, ctx.locale).text : null,
      changedOn: resource.changedAt.toISOString().slice(0, 10)
    },
    citations: citations && { apa: placed(citations.apa, origin), chicago: placed(citations.chicago, origin) },
    address,
    item,
    described: Object.entries(citationFormats).map(([format, { mediaType }]) => ({
      href: `${address}/cite.${format}`,
      mediaType: mediaType.split(';')[0]!
    }))
  };
};
