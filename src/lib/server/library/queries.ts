import { sql, type Expression, type SqlBool } from 'kysely';
import { addressesIn } from '../platform/addresses.ts';
import type { Context } from '../platform/context.ts';
import type { Localised } from '../platform/db/json.ts';
import { NotFound } from '../platform/errors.ts';
import { inLanguage } from '#lib/locale.ts';
import { alike } from '../platform/search/alike.ts';
import type { Colour, Motif } from '../platform/themes/themes.ts';

export interface ThemeMark {
  slug: string;
  label: string;
  colour: Colour;
  motif: Motif;
}

/** What a list shows of a resource or a post. */
export interface Card {
  kind: 'resource' | 'post';
  id: number;
  slug: string;
  title: string;
  /** Of the title and the summary shown. */
  language: string;
  /** What it can be had in; empty where that is not stated. */
  languages: string[];
  summary: string;
  type: string;
  theme: ThemeMark | null;
  authors: string;
  year: number | null;
  /** Where the year is not known: the latest that it can be. */
  latestYear: number | null;
  date: string | null;
}

export const toThemeMark = (
  ctx: Context,
  row: { themeSlug: string | null; themeLabel: Localised | null; themeColour: string | null; themeMotif: string | null }
): ThemeMark | null =>
  row.themeSlug === null
    ? null
    : {
        slug: row.themeSlug,
        label: inLanguage(row.themeLabel ?? {}, ctx.locale).text,
        colour: row.themeColour as Colour,
        motif: row.themeMotif as Motif
      };

/** The text in the reader's language where there is one, else the original. */
export const bestText = (language: string, locale: string, own: string) =>
  language === locale ? 0 : language === own ? 1 : 2;

function cards(ctx: Context, where: Expression<SqlBool>) {
  return ctx.db
    .selectFrom('resource as r')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('resourceText as t')
          .select(['t.title', 't.summary', 't.language'])
          .whereRef('t.resourceId', '=', 'r.id')
          .orderBy(sql`t.language = ${ctx.locale} desc, t.language = r.language desc, t.language`)
          .limit(1)
          .as('text'),
      (join) => join.onTrue()
    )
    .leftJoin('resourceTheme as rt', (join) => join.onRef('rt.resourceId', '=', 'r.id').on('rt.position', '=', 0))
    .leftJoin('theme as th', 'th.id', 'rt.themeId')
    .select((eb) => [
      'r.id',
      'r.slug',
      'r.type',
      'r.year',
      'r.latestYear',
      'r.languages',
      'text.title',
      'text.summary',
      'text.language',
      'th.slug as themeSlug',
      'th.label as themeLabel',
      'th.colour as themeColour',
      'th.motif as themeMotif',
      eb
        .selectFrom('resourceAuthor as a')
        .select(
          sql<string>`coalesce(string_agg(coalesce(a.family, a.organisation), ', ' order by a.position), '')`.as(
            'names'
          )
        )
        .whereRef('a.resourceId', '=', 'r.id')
        .as('authors')
    ])
    .where('r.publishedAt', 'is not', null)
    .where(where);
}

type CardRow = Awaited<ReturnType<ReturnType<typeof cards>['execute']>>[number];

const toCard = (ctx: Context, row: CardRow): Card => ({
  kind: 'resource',
  id: row.id,
  slug: row.slug,
  title: row.title,
  language: row.language,
  languages: row.languages,
  summary: row.summary,
  type: row.type,
  theme: toThemeMark(ctx, row),
  authors: row.authors ?? '',
  year: row.year,
  latestYear: row.latestYear,
  date: null
});

/** Cards of these resources, in no order. */
export async function resourceCards(ctx: Context, ids: number[]): Promise<Card[]> {
  if (ids.length === 0) return [];
  const rows = await cards(ctx, sql`r.id = any(${ids}::int[])`).execute();
  return rows.map((row) => toCard(ctx, row));
}

/** The resources published last. */
export async function newestResources(ctx: Context, limit: number): Promise<Card[]> {
  const rows = await cards(ctx, sql`true`)
    .orderBy('r.publishedAt', 'desc')
    .orderBy(sql`coalesce(r.year, r.latest_year) desc nulls last`)
    .orderBy('r.id')
    .limit(limit)
    .execute();
  return rows.map((row) => toCard(ctx, row));
}

/** The resources published last with the times that a feed needs. */
export async function listResourcesForFeed(ctx: Context, limit: number) {
  const rows = await cards(ctx, sql`true`)
    .select(['r.changedAt', 'r.publishedAt'])
    .orderBy('r.publishedAt', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toCard(ctx, row), changedAt: row.changedAt, publishedAt: row.publishedAt }));
}

/** One resource with its texts, authors, themes, places, series and related items. @throws NotFound */
export async function getResource(ctx: Context, slug: string) {
  const { db } = ctx;
  const resource = await db
    .selectFrom('resource as r')
    .leftJoin('series as s', 's.id', 'r.seriesId')
    .leftJoin('file as f', 'f.id', 'r.fileId')
    .select([
      'r.id',
      'r.slug',
      'r.type',
      'r.language',
      'r.languages',
      'r.year',
      'r.latestYear',
      'r.yearNote',
      'r.edition',
      'r.publisher',
      'r.own',
      'r.licence',
      'r.url',
      'r.urlIsList',
      'r.note',
      'r.citations',
      'r.seenOnHub',
      'r.sources',
      'r.publishedAt',
      'r.changedAt',
      's.slug as seriesSlug',
      's.label as seriesLabel',
      'f.id as fileId',
      'f.name as fileName',
      'f.bytes as fileBytes',
      'f.mediaType'
    ])
    .where('r.slug', '=', slug)
    .where('r.publishedAt', 'is not', null)
    .executeTakeFirst();
  if (!resource) throw new NotFound(slug);
  const [texts, authors, themes, places, related] = await Promise.all([
    db
      .selectFrom('resourceText')
      .select(['language', 'title', 'summary', 'body'])
      .where('resourceId', '=', resource.id)
      .execute(),
    db
      .selectFrom('resourceAuthor')
      .select(['family', 'given', 'organisation'])
      .where('resourceId', '=', resource.id)
      .orderBy('position')
      .execute(),
    db
      .selectFrom('resourceTheme as rt')
      .innerJoin('theme as th', 'th.id', 'rt.themeId')
      .select([
        'th.id',
        'th.parentId',
        'th.slug as themeSlug',
        'th.label as themeLabel',
        'th.colour as themeColour',
        'th.motif as themeMotif'
      ])
      .where('rt.resourceId', '=', resource.id)
      .orderBy('rt.position')
      .execute(),
    db
      .selectFrom('resourcePlace as rp')
      .innerJoin('place as p', 'p.id', 'rp.placeId')
      .select(['p.slug', 'p.kind', 'p.countryCode', 'p.name', 'p.names'])
      .where('rp.resourceId', '=', resource.id)
      .orderBy('p.name')
      .execute(),
    relatedCards(ctx, resource.id)
  ]);
  texts.sort(
    (a, b) => bestText(a.language, ctx.locale, resource.language) - bestText(b.language, ctx.locale, resource.language)
  );
  return { ...resource, texts, authors, themes: themes.map((row) => toThemeMark(ctx, row)!), places, related };
}

const mostRelated = 3;

/** What the editors related, then what shares most themes; three at most. */
async function relatedCards(ctx: Context, id: number): Promise<Card[]> {
  const [chosen, others] = await Promise.all([
    ctx.db
      .selectFrom('resourceRelated')
      .select('relatedId')
      .where('resourceId', '=', id)
      .orderBy('relatedId')
      .execute(),
    alike(ctx.db, 'resource', id, 2 * mostRelated)
  ]);
  const ids = [...new Set([...chosen.map(({ relatedId }) => relatedId), ...others])];
  const found = new Map((await resourceCards(ctx, ids)).map((card) => [card.id, card]));
  return ids.flatMap((id) => found.get(id) ?? []).slice(0, mostRelated);
}

/** The pages of resources, for the site map. */
export const resourceAddresses = addressesIn('resource', sql`published_at is not null`, 'changed_at');
