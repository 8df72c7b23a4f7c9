import { seriesWords } from '../library/series.ts';
import type { Context } from '../platform/context.ts';
import type { Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { placeLineage, placeWords } from '../platform/places/places.ts';
import { putDocument } from '../platform/search/put.ts';
import { between } from '../platform/search/types.ts';
import { lineage, themesBySlug, themeWords } from '../platform/themes/themes.ts';

export interface NewPost {
  allianceId: number;
  slug: string;
  language: string;
  texts: { language: string; title: string; summary: string; body: unknown }[];
  date: string | null;
  dateNote: string | null;
  seriesId: number | null;
  url: string | null;
  note: string | null;
  authors: string[];
  themes: string[];
  placeIds: number[];
  sources: Source[];
}

/** Adds a post and publishes it: from the commit on it is listed and found. */
export async function addPost(ctx: Context, post: NewPost): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const themes = await themesBySlug(ctx, post.themes);
    const { id } = await ctx.db
      .insertInto('post')
      .values({
        allianceId: post.allianceId,
        slug: post.slug,
        language: post.language,
        date: post.date,
        dateNote: post.dateNote,
        seriesId: post.seriesId,
        url: post.url,
        note: post.note,
        sources: JSON.stringify(post.sources),
        publishedAt: ctx.now,
        changedAt: ctx.now
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const texts = post.texts.map((text) => ({ postId: id, ...text, body: JSON.stringify(text.body ?? null) }));
    await ctx.db.insertInto('postText').values(texts).execute();
    if (post.authors.length > 0) {
      await ctx.db
        .insertInto('postAuthor')
        .values(post.authors.map((name, position) => ({ postId: id, position, name })))
        .execute();
    }
    if (themes.length > 0) {
      const rows = themes.map((theme, position) => ({ postId: id, themeId: theme.id, position }));
      await ctx.db.insertInto('postTheme').values(rows).execute();
    }
    if (post.placeIds.length > 0) {
      await ctx.db
        .insertInto('postPlace')
        .values(post.placeIds.map((placeId) => ({ postId: id, placeId })))
        .execute();
    }
    await indexPost(ctx, id, post, lineage(themes));
    await record(ctx, 'post.published', { kind: 'post', id, allianceId: post.allianceId });
    return id;
  });
}

async function indexPost(ctx: Context, id: number, post: NewPost, themeIds: number[]): Promise<void> {
  const words = await themeWords(ctx);
  const places = await placeLineage(ctx, post.placeIds);
  const names = [
    ...themeIds.flatMap((theme) => words.get(theme) ?? []),
    ...(await placeWords(ctx, places)),
    ...(await seriesWords(ctx, post.seriesId))
  ].join(between);
  const keywords = post.authors.join(between);
  await putDocument(ctx.db, {
    kind: 'post',
    id,
    texts: post.texts.map(({ language, title, summary }) => ({ language, title, summary, keywords, names, body: '' })),
    type: 'post',
    themes: themeIds,
    places,
    year: post.date ? Number(post.date.slice(0, 4)) : null,
    languages: post.texts.map((text) => text.language),
    alliance: post.allianceId,
    date: post.date
  });
}
