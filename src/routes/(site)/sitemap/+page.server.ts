import { listAlliances } from '#lib/server/alliances/queries.ts';
import { inLanguage } from '#lib/locale.ts';
import { listSeries } from '#lib/server/library/series.ts';
import { listThemes } from '#lib/server/platform/themes/themes.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  dependsOn(locals, 'alliance', 'theme', 'post', 'resource');
  const [alliances, series, themes] = await Promise.all([listAlliances(ctx), listSeries(ctx, 'blog'), listThemes(ctx)]);
  return {
    alliances: alliances.map(({ slug, name }) => ({ slug, name })),
    series,
    themes: themes
      .filter(({ parentId }) => parentId === null)
      .map(({ slug, label }) => ({ slug, name: inLanguage(label, ctx.locale).text }))
  };
};
