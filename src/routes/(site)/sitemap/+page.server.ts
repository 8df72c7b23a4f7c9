import { listAlliances } from '#lib/server/alliances/queries.ts';
import { listSeries } from '#lib/server/library/series.ts';
import { listThemesWith } from '#lib/server/search/find.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  dependsOn(locals, 'alliance', 'theme', 'post', 'resource');
  const [alliances, series, themes] = await Promise.all([
    listAlliances(ctx),
    listSeries(ctx, 'blog'),
    listThemesWith(ctx, ['resource', 'post'])
  ]);
  return {
    alliances: alliances.map(({ slug, name }) => ({ slug, name })),
    series,
    themes
  };
};
