import type { Context } from '../platform/context.ts';
import type { Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { lineage, themesBySlug } from '../platform/themes/themes.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { indexResource } from './indexing.ts';
import { citeResources } from './citing.ts';

export interface NewResource {
  allianceId: number;
  slug: string;
  type: string;
  /** The language of the record's own title and summary. */
  language: string;
  /** The languages that the work itself is in; empty when not stated. */
  languages: string[];
  texts: { language: string; title: string; summary: string; body: string }[];
  year: number | null;
  /** Where the year is not known: the latest that it can be. */
  latestYear: number | null;
  yearNote: string | null;
  edition: string | null;
  authors: { family: string | null; given: string | null; organisation: string | null }[];
  publisher: string | null;
  own: boolean;
  licence: string | null;
  seriesId: number | null;
  url: string | null;
  /** The address is not the work's own but that of a list which names it. */
  urlIsList: boolean;
  keywords: string[];
  note: string | null;
  seenOnHub: boolean;
  themes: string[];
  placeIds: number[];
  sources: Source[];
}

/** Adds a resource and publishes it: from the commit on it is listed and found. */
export async function addResource(ctx: Context, resource: NewResource): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const themes = await themesBySlug(ctx, resource.themes);
    const { id } = await ctx.db
      .insertInto('resource')
      .values({
        allianceId: resource.allianceId,
        slug: resource.slug,
        type: resource.type,
        language: resource.language,
        languages: resource.languages,
        year: resource.year,
        latestYear: resource.latestYear,
        yearNote: resource.yearNote,
        edition: resource.edition,
        publisher: resource.publisher,
        own: resource.own,
        licence: resource.licence,
        seriesId: resource.seriesId,
        url: resource.url,
        urlIsList: resource.urlIsList,
        keywords: resource.keywords,
        note: resource.note,
        seenOnHub: resource.seenOnHub,
        sources: JSON.stringify(resource.sources),
        publishedAt: ctx.now,
        changedAt: ctx.now
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await ctx.db
      .insertInto('resourceText')
      .values(resource.texts.map((text) => ({ resourceId: id, ...text })))
      .execute();
    if (resource.authors.length > 0) {
      const authors = resource.authors.map((author, position) => ({ resourceId: id, position, ...author }));
      await ctx.db.insertInto('resourceAuthor').values(authors).execute();
    }
    if (themes.length > 0) {
      const rows = themes.map((theme, position) => ({ resourceId: id, themeId: theme.id, position }));
      await ctx.db.insertInto('resourceTheme').values(rows).execute();
    }
    if (resource.placeIds.length > 0) {
      await ctx.db
        .insertInto('resourcePlace')
        .values(resource.placeIds.map((placeId) => ({ resourceId: id, placeId })))
        .execute();
    }
    await enqueue(ctx, citeResources, {});
    await indexResource(ctx, id, resource, lineage(themes));
    await record(ctx, 'resource.published', { kind: 'resource', id, allianceId: resource.allianceId });
    return id;
  });
}

/** Says that readers of one resource may want the other; in one direction. Saying it again changes nothing. */
export async function relateResources(ctx: Context, resourceId: number, relatedId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { numInsertedOrUpdatedRows } = await ctx.db
      .insertInto('resourceRelated')
      .values({ resourceId, relatedId })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows)
      await record(ctx, 'resource.related', { kind: 'resource', id: resourceId }, { relatedId });
  });
}
