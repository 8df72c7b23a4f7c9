import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { putDocuments } from '../search/put.ts';
import { documentsAbout } from '../search/stored.ts';
import { between, type SearchDocument } from '../search/types.ts';

/** Where the themes of the things that are searched stand. */
const tagged = [
  { kind: 'resource', table: 'resource_theme', owner: 'resource_id' },
  { kind: 'post', table: 'post_theme', owner: 'post_id' },
  { kind: 'event', table: 'event_theme', owner: 'event_id' },
  { kind: 'organisation', table: 'organisation_theme', owner: 'organisation_id' }
] as const;

type Words = Map<number, string[]>;

/**
 * Puts what is about these themes into the search again, after they changed: its themes as they now stand in the
 * database, and among its names the words `after` in place of those `before`. Here and not in each domain, so that
 * the change and what the search knows of it are one transaction.
 */
export async function indexAgain(ctx: Context, themeIds: number[], before: Words, after: Words): Promise<void> {
  const wordsOf = (words: Words, themes: number[]) => themes.flatMap((id) => words.get(id) ?? []);
  for await (const documents of documentsAbout(ctx.db, themeIds)) {
    const now = await themesNow(ctx, documents);
    const changed = documents.map((document): SearchDocument => {
      const themes = now.get(keyOf(document)) ?? [];
      const exchange = (names: string) => exchanged(names, wordsOf(before, document.themes), wordsOf(after, themes));
      const texts = document.texts.map((text) => ({ ...text, names: exchange(text.names ?? '') }));
      return { ...document, themes, texts };
    });
    await putDocuments(ctx.db, changed);
  }
}

const keyOf = ({ kind, id }: { kind: string; id: number }) => `${kind} ${id}`;

/** The themes of these documents with their ancestors, by document. */
async function themesNow(ctx: Context, documents: SearchDocument[]): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const { kind, table, owner } of tagged) {
    const ids = documents.filter((document) => document.kind === kind).map(({ id }) => id);
    if (ids.length === 0) continue;
    const { rows } = await sql<{ id: number; themes: number[] }>`
      select x.id, array_agg(distinct up.id) as themes
      from (select ${sql.ref(owner)} as id, theme_id from ${sql.table(table)}) x
      join theme own on own.id = x.theme_id join theme up on up.id in (own.id, own.parent_id)
      where x.id = any(${ids}::int[]) group by x.id`.execute(ctx.db);
    for (const { id, themes } of rows) found.set(keyOf({ kind, id }), themes);
  }
  return found;
}

/**
 * Names with other words of themes in the place of those before, so that places stay where they were. Where there are
 * none of them, the document's kind does not keep them there.
 */
function exchanged(names: string, before: string[], after: string[]): string {
  const parts = names.split(between);
  const others = [...parts];
  let first = parts.length;
  for (const word of before.flatMap((name) => name.split(between))) {
    const at = others.indexOf(word);
    if (at < 0) continue;
    others.splice(at, 1);
    first = Math.min(first, at);
  }
  return others.length === parts.length ? names : others.toSpliced(first, 0, ...after).join(between);
}
