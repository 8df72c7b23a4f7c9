import { listAlliances } from '#lib/server/alliances/queries.ts';
import { listSeries } from '#lib/server/library/series.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { topThemes } from '#lib/server/web/themes.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  dependsOn(locals, 'alliance', 'theme', 'post', 'resource');
  const [alliances, series, themes] = await Promise.all([listAlliances(ctx), listSeries(ctx, 'blog'), topThemes(ctx)]);
  return {
    alliances: alliances.map(({ slug, name }) => ({ slug, name })),
    series,
    themes
  };
};
