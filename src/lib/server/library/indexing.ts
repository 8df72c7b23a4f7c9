import type { Context } from '../platform/context.ts';
import { putDocument } from '../platform/search/put.ts';
import { between } from '../platform/search/types.ts';
import { placeLineage, placeWords } from '../platform/places/places.ts';
import { themeWords } from '../platform/themes/themes.ts';
import type { NewResource } from './resources.ts';
import { seriesWords } from './series.ts';

/**
 * Puts a resource into the search: titles and summaries in each language, as keywords its authors and publisher, and
 * its themes, places and series by all their names, so that "slums" finds informal settlements and "Nairobi" finds Kenya's.
 */
export async function indexResource(
  ctx: Context,
  id: number,
  resource: NewResource,
  themeIds: number[]
): Promise<void> {
  const latest = resource.year ?? resource.latestYear;
  const words = await themeWords(ctx);
  const places = await placeLineage(ctx, resource.placeIds);
  const keywords = [
    ...resource.keywords,
    ...resource.authors.map((a) => a.organisation ?? `${a.given ?? ''} ${a.family}`),
    resource.publisher ?? ''
  ].join(between);
  const names = [
    ...themeIds.flatMap((theme) => words.get(theme) ?? []),
    ...(await placeWords(ctx, places)),
    ...(await seriesWords(ctx, resource.seriesId))
  ].join(between);
  await putDocument(ctx.db, {
    kind: 'resource',
    id,
    texts: resource.texts.map((text) => ({ ...text, keywords, names })),
    type: resource.type,
    themes: themeIds,
    places,
    year: resource.year,
    languages: resource.languages,
    alliance: resource.allianceId,
    date: latest === null ? null : `${latest}-01-01`
  });
}
