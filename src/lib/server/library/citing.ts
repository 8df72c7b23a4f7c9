import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { CitationPiece } from '../platform/db/json.ts';
import { NotFound } from '../platform/errors.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { rulesOfReferences, type Citable } from './citations.ts';

/** Writes the references of all resources that have none, or one of earlier rules. */
export const citeResources = defineJob('library.cite', { onlyOne: () => 'all', expireInSeconds: 7200 });

/** Stands in stored references for where the site is, which may change. */
export const unknownOrigin = 'https://site.invalid';

/** A stored reference with the address that the site has now. */
export function placed(pieces: CitationPiece[], origin: string): CitationPiece[] {
  return pieces.map((piece) => ({ ...piece, text: piece.text.replaceAll(unknownOrigin, origin) }));
}

function citable(ctx: Context) {
  return ctx.db
    .selectFrom('resource as r')
    .innerJoin('resourceText as t', (join) =>
      join.onRef('t.resourceId', '=', 'r.id').onRef('t.language', '=', 'r.language')
    )
    .select([
      'r.id',
      'r.slug',
      'r.type',
      'r.year',
      'r.latestYear',
      'r.edition',
      'r.publisher',
      'r.languages',
      'r.language as titleLanguage',
      'r.url',
      'r.urlIsList',
      't.title'
    ])
    .where('r.publishedAt', 'is not', null);
}

type Row = Awaited<ReturnType<ReturnType<typeof citable>['execute']>>[number];

async function complete(ctx: Context, rows: Row[], origin: string): Promise<(Citable & { id: number })[]> {
  if (rows.length === 0) return [];
  const authors = await ctx.db
    .selectFrom('resourceAuthor')
    .select(['resourceId', 'family', 'given', 'organisation'])
    .where(
      'resourceId',
      'in',
      rows.map((row) => row.id)
    )
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    title: row.title,
    titleLanguage: row.titleLanguage,
    type: row.type,
    publisher: row.publisher,
    edition: row.edition,
    date: row.year === null ? null : String(row.year),
    latestYear: row.latestYear,
    language: row.languages[0] ?? null,
    url: row.url && !row.urlIsList ? row.url : `${origin}/library/${row.slug}`,
    authors: authors.filter((author) => author.resourceId === row.id)
  }));
}

/**
 * Resources whose reference is not written out as the rules are now, by id, from the one after `after` on. Those that
 * have no own address get `unknownOrigin`.
 */
export async function listUncited(ctx: Context, limit: number, after = 0): Promise<(Citable & { id: number })[]> {
  const rows = await citable(ctx)
    .where('r.id', '>', after)
    .where(sql<boolean>`r.citations->>'rules' is distinct from ${String(rulesOfReferences)}`)
    .orderBy('r.id')
    .limit(limit)
    .execute();
  return complete(ctx, rows, unknownOrigin);
}

/** Has references written anew where an earlier version of the program wrote them by other rules. */
export async function citeLater(ctx: Context): Promise<void> {
  if ((await listUncited(ctx, 1)).length > 0) await enqueue(ctx, citeResources, {});
}

/** What a reference manager is given of one resource. @throws NotFound */
export async function getCitable(ctx: Context, slug: string): Promise<Citable & { id: number }> {
  const [item] = await complete(ctx, await citable(ctx).where('r.slug', '=', slug).execute(), ctx.instance.origin);
  if (!item) throw new NotFound(slug);
  return item;
}
