import { sql, type Expression, type SqlBool } from 'kysely';
import { bestText, toThemeMark, type Card } from '../library/queries.ts';
import { addressesIn } from '../platform/addresses.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { inLanguage } from '#lib/locale.ts';

function cards(ctx: Context, where: Expression<SqlBool>) {
  return ctx.db
    .selectFrom('post as r')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('postText as t')
          .select(['t.title', 't.summary', 't.language'])
          .whereRef('t.postId', '=', 'r.id')
          .orderBy(sql`t.language = ${ctx.locale} desc, t.language = r.language desc, t.language`)
          .limit(1)
          .as('text'),
      (join) => join.onTrue()
    )
    .leftJoin('postTheme as rt', (join) => join.onRef('rt.postId', '=', 'r.id').on('rt.position', '=', 0))
    .leftJoin('theme as th', 'th.id', 'rt.themeId')
    .select((eb) => [
      'r.id',
      'r.slug',
      'r.date',
      'text.title',
      'text.summary',
      'text.language',
      sql<string[]>`array(select t.language from post_text t where t.post_id = r.id
        order by t.language = r.language desc, t.language)`.as('languages'),
      'th.slug as themeSlug',
      'th.label as themeLabel',
      'th.colour as themeColour',
      'th.motif as themeMotif',
      eb
        .selectFrom('postAuthor as a')
        .select(sql<string>`coalesce(string_agg(a.name, ', ' order by a.position), '')`.as('names'))
        .whereRef('a.postId', '=', 'r.id')
        .as('authors')
    ])
    .where('r.publishedAt', 'is not', null)
    .where(where);
}

type CardRow = Awaited<ReturnType<ReturnType<typeof cards>['execute']>>[number];

const toCard = (ctx: Context, row: CardRow): Card => ({
  kind: 'post',
  id: row.id,
  slug: row.slug,
  title: row.title,
  language: row.language,
  languages: row.languages,
  summary: row.summary,
  type: 'post',
  theme: toThemeMark(ctx, row),
  authors: row.authors ?? '',
  year: row.date ? Number(row.date.slice(0, 4)) : null,
  latestYear: null,
  date: row.date
});

/** Cards of these posts, in no order. */
export async function postCards(ctx: Context, ids: number[]): Promise<Card[]> {
  if (ids.length === 0) return [];
  const rows = await cards(ctx, sql`r.id = any(${ids}::int[])`).execute();
  return rows.map((row) => toCard(ctx, row));
}

/** The posts with the latest dates. */
export async function newestPosts(ctx: Context, limit: number): Promise<Card[]> {
  const rows = await cards(ctx, sql`true`)
    .orderBy(sql`r.date desc nulls last`)
    .orderBy('r.id')
    .limit(limit)
    .execute();
  return rows.map((row) => toCard(ctx, row));
}

export interface PostFilter {
  themes?: string[];
  series?: string;
  author?: string;
  years?: number[];
  /** Slugs; a country takes in its cities. */
  places?: string[];
  /** Languages in which a post can be read. */
  languages?: string[];
  alliances?: string[];
  /** Only these, as a search found them. */
  ids?: number[];
}

function conditions(filter: PostFilter): Expression<SqlBool> {
  const { themes, series, author, years, places, languages, alliances, ids } = filter;
  const parts: Expression<SqlBool>[] = [sql`true`];
  if (years?.length) parts.push(sql`extract(year from r.date) = any(${years}::int[])`);
  if (languages?.length)
    parts.push(sql`exists (select from post_text x where x.post_id = r.id and x.language = any(${languages}))`);
  if (alliances?.length) parts.push(sql`r.alliance_id in (select id from alliance where slug = any(${alliances}))`);
  if (places?.length) {
    parts.push(sql`exists (select from post_place x join place p on p.id = x.place_id left join place up on up.id = p.parent_id
      where x.post_id = r.id and (p.slug = any(${places}) or up.slug = any(${places})))`);
  }
  if (themes?.length) {
    parts.push(sql`exists (select from post_theme x join theme t on t.id = x.theme_id left join theme up on up.id = t.parent_id
      where x.post_id = r.id and (t.slug = any(${themes}) or up.slug = any(${themes})))`);
  }
  if (series) parts.push(sql`r.series_id = (select id from series where slug = ${series})`);
  if (author) parts.push(sql`exists (select from post_author x where x.post_id = r.id and x.name = ${author})`);
  if (ids) parts.push(sql`r.id = any(${ids}::int[])`);
  return sql<SqlBool>`${sql.join(parts, sql` and `)}`;
}

export type PostSort = 'relevance' | 'newest' | 'oldest' | 'title';

function orderOf(sort: PostSort, ids: number[] | undefined) {
  if (sort === 'title') return sql`text.title collate "und-x-icu"`;
  if (sort === 'oldest') return sql`r.date asc nulls last`;
  return sort === 'relevance' && ids ? sql`array_position(${ids}::int[], r.id)` : sql`r.date desc nulls last`;
}

/**
 * One page of the blog, by relevance in the order of `ids`; without them that is the latest first. A theme takes in
 * the themes below it.
 */
export async function listPosts(
  ctx: Context,
  filter: PostFilter,
  page: number,
  pageSize: number,
  sort: PostSort = 'relevance'
) {
  const where = conditions(filter);
  const order = orderOf(sort, filter.ids);
  const [rows, { rows: counted }] = await Promise.all([
    cards(ctx, where)
      .orderBy(order)
      .orderBy('r.id')
      .limit(pageSize)
      .offset((page - 1) * pageSize)
      .execute(),
    sql<{
      total: number;
    }>`select count(*)::int as total from post r where published_at is not null and ${where}`.execute(ctx.db)
  ]);
  return { posts: rows.map((row) => toCard(ctx, row)), total: counted[0]?.total ?? 0 };
}

/**
 * How many posts each theme (with those below it) and each series has, by slug. A choice does not limit its own
 * counts: they say what choosing another would give.
 */
export async function countPosts(ctx: Context, filter: PostFilter) {
  const themes = sql<{ slug: string; count: number }>`
    select up.slug, count(distinct r.id)::int as count
    from post r join post_theme pt on pt.post_id = r.id join theme own on own.id = pt.theme_id
    join theme up on up.id in (own.id, own.parent_id)
    where r.published_at is not null and ${conditions({ ...filter, themes: undefined })} group by up.slug`;
  const series = sql<{ slug: string; count: number }>`
    select s.slug, count(*)::int as count from post r join series s on s.id = r.series_id
    where r.published_at is not null and ${conditions({ ...filter, series: undefined })} group by s.slug`;
  const [byTheme, bySeries] = await Promise.all([themes.execute(ctx.db), series.execute(ctx.db)]);
  const counts = (rows: { slug: string; count: number }[]) => new Map(rows.map(({ slug, count }) => [slug, count]));
  return { themes: counts(byTheme.rows), series: counts(bySeries.rows) };
}

/** The latest posts, with their texts, for the feed; those without a date come last. */
export async function listPostsForFeed(ctx: Context, limit: number) {
  const rows = await cards(ctx, sql`true`)
    .select((eb) => [
      'r.changedAt',
      eb
        .selectFrom('postText as b')
        .select('b.body')
        .whereRef('b.postId', '=', 'r.id')
        .whereRef('b.language', '=', 'text.language')
        .as('body')
    ])
    .orderBy(sql`r.date desc nulls last`)
    .orderBy('r.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toCard(ctx, row), body: row.body, changedAt: row.changedAt }));
}

/** One post with its texts, authors, themes, places and series, and three to read next. @throws NotFound */
export async function getPost(ctx: Context, slug: string) {
  const { db } = ctx;
  const post = await db
    .selectFrom('post as r')
    .leftJoin('series as s', 's.id', 'r.seriesId')
    .select([
      'r.id',
      'r.slug',
      'r.language',
      'r.date',
      'r.dateNote',
      'r.url',
      'r.note',
      'r.sources',
      'r.changedAt',
      's.slug as seriesSlug',
      's.label as seriesLabel'
    ])
    .where('r.slug', '=', slug)
    .where('r.publishedAt', 'is not', null)
    .executeTakeFirst();
  if (!post) throw new NotFound(slug);
  const [texts, authors, themes, places, related] = await Promise.all([
    db.selectFrom('postText').select(['language', 'title', 'summary', 'body']).where('postId', '=', post.id).execute(),
    db.selectFrom('postAuthor').select('name').where('postId', '=', post.id).orderBy('position').execute(),
    db
      .selectFrom('postTheme as rt')
      .innerJoin('theme as th', 'th.id', 'rt.themeId')
      .select(['th.slug as themeSlug', 'th.label as themeLabel', 'th.colour as themeColour', 'th.motif as themeMotif'])
      .where('rt.postId', '=', post.id)
      .orderBy('rt.position')
      .execute(),
    db
      .selectFrom('postPlace as rp')
      .innerJoin('place as p', 'p.id', 'rp.placeId')
      .select(['p.slug', 'p.kind', 'p.countryCode', 'p.name', 'p.names'])
      .where('rp.postId', '=', post.id)
      .orderBy('p.name')
      .execute(),
    cards(ctx, sql`r.id <> ${post.id}`)
      .orderBy(
        sql`exists (select from post_theme x join post_theme y using (theme_id) where x.post_id = r.id and y.post_id = ${post.id}) desc`
      )
      .orderBy(sql`r.date desc nulls last`)
      .orderBy('r.id')
      .limit(3)
      .execute()
  ]);
  texts.sort(
    (a, b) => bestText(a.language, ctx.locale, post.language) - bestText(b.language, ctx.locale, post.language)
  );
  return {
    ...post,
    seriesLabel: post.seriesLabel ? inLanguage(post.seriesLabel, ctx.locale).text : null,
    texts,
    authors: authors.map((author) => author.name),
    themes: themes.map((row) => toThemeMark(ctx, row)!),
    places,
    related: related.map((row) => toCard(ctx, row))
  };
}

/** The pages of posts, for the site map. */
export const postAddresses = addressesIn('post', sql`published_at is not null`, 'changed_at');
