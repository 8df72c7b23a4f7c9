import type { Context } from '../platform/context.ts';
import { putDocument } from '../platform/search/put.ts';
import { placeLineage, placeWords } from '../platform/places/places.ts';
import { themeWords } from '../platform/themes/themes.ts';
import type { NewResource } from './resources.ts';

/**
 * Puts a resource into the search: titles and summaries in each language, and as keywords its authors, publisher,
 * themes by all their names, and places, so that "slums" finds informal settlements and "Nairobi" finds Kenya's.
 */
export async function indexResource(
  ctx: Context,
  id: number,
  resource: NewResource,
  themeIds: number[]
): Promise<void> {
  const words = await themeWords(ctx);
  const places = await placeLineage(ctx, resource.placeIds);
  const keywords = [
    ...resource.keywords,
    ...resource.authors.map((a) => a.organisation ?? `${a.given ?? ''} ${a.family}`),
    resource.publisher ?? '',
    ...themeIds.flatMap((theme) => words.get(theme) ?? []),
    ...(await placeWords(ctx, places))
  ].join(' · ');
  await putDocument(ctx.db, {
    kind: 'resource',
    id,
    texts: resource.texts.map((text) => ({ ...text, keywords })),
    type: resource.type,
    themes: themeIds,
    places,
    year: resource.year,
    languages: resource.languages.length > 0 ? resource.languages : [resource.language],
    alliance: resource.allianceId,
    date: resource.year === null ? null : `${resource.year}-01-01`
  });
}
