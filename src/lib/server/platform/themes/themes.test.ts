import { describe, expect, test } from 'vitest';
import { contextOver } from '../../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { countQueries } from '../../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import type { Context } from '../context.ts';
import type { Localised } from '../db/json.ts';
import { Conflict, Forbidden, NotFound } from '../errors.ts';
import { addTheme, lineage, listThemeData, listThemes, mapThemes, renameTheme } from './themes.ts';
import { themesBySlug, themeWords, type NewTheme } from './themes.ts';

const newTheme = (slug: string, changes: Partial<NewTheme> = {}): NewTheme => ({
  slug,
  parent: null,
  label: { en: slug },
  colour: 'leaf',
  motif: 'canopy',
  aliases: {},
  ...changes
});
const within = databaseOf(async (ctx) => {
  const aliases = { en: ['slums', 'shanty towns'], fr: ['bidonvilles'], bn: ['বস্তি'] };
  return {
    housing: await addTheme(ctx, newTheme('housing', { label: { en: 'Housing', es: 'Vivienda' } })),
    informal: await addTheme(
      ctx,
      newTheme('informal', { parent: 'housing', label: { en: 'Informal settlements' }, aliases })
    ),
    nature: await addTheme(ctx, newTheme('nature'))
  };
});

describe('a theme', () => {
  test(
    'has at most one above it',
    within(async (ctx) => {
      await expect(addTheme(ctx, newTheme('deep', { parent: 'informal' }))).rejects.toThrow(
        'deep: themes have two levels'
      );
      expect((await listThemes(ctx)).map(({ slug }) => slug)).toEqual(['housing', 'informal', 'nature']);
    })
  );

  test(
    'comes after its parent, which must be there',
    within(async (ctx) => {
      await expect(addTheme(ctx, newTheme('deep', { parent: 'nowhere' }))).rejects.toThrow(
        new RangeError('no theme nowhere')
      );
    })
  );

  test(
    'has one of four colours, and an address of its own',
    within(async (ctx) => {
      await expect(addTheme(ctx, newTheme('odd', { colour: 'grey' as never }))).rejects.toThrow('theme_colour_check');
    })
  );

  test('that cannot be added whole is not added at all, and is no fact', () =>
    withEmptyDatabase(async (_, db) => {
      const ctx = contextOver(db);
      await expect(addTheme(ctx, newTheme('twice', { aliases: { en: ['same', 'same'] } }))).rejects.toThrow(
        'theme_alias_pkey'
      );
      expect(await listThemes(ctx)).toEqual([]);
      await addTheme(ctx, newTheme('once'));
      await expect(addTheme(ctx, newTheme('once'))).rejects.toThrow(
        new Conflict('there is or was a theme once already')
      );
      expect(await ctx.db.selectFrom('journal').select('fact').execute()).toEqual([{ fact: 'theme.added' }]);
    }));
});

test(
  'themes are listed in their order with what pages show of them',
  within(async (ctx, ids) => {
    const last = await addTheme(ctx, newTheme('water', { parent: 'nature' }));
    const themes = await listThemes(ctx);
    expect(themes.map(({ id }) => id)).toEqual([ids.housing, ids.informal, ids.nature, last]);
    expect(themes[0]).toEqual({
      id: ids.housing,
      parentId: null,
      slug: 'housing',
      label: { en: 'Housing', es: 'Vivienda' },
      colour: 'leaf',
      motif: 'canopy'
    });
  })
);

test(
  'a theme is found by its label and its aliases in every language',
  within(async (ctx, ids) => {
    const words = await themeWords(ctx);
    expect(words.get(ids.informal)?.toSorted()).toEqual(
      ['Informal settlements', 'slums', 'shanty towns', 'bidonvilles', 'বস্তি'].toSorted()
    );
    expect(words.get(ids.housing)).toEqual(['Housing', 'Vivienda']);
    const folded = await ctx.db.selectFrom('themeAlias').select('folded').where('alias', '=', 'Shanty Towns').execute();
    expect(folded).toEqual([]);
  })
);

test(
  'aliases are kept as they are written and folded to be compared',
  within(async (ctx) => {
    await addTheme(ctx, newTheme('play', { aliases: { es: ['Áreas  de Juego'] } }));
    const row = await ctx.db
      .selectFrom('themeAlias')
      .select(['alias', 'folded'])
      .where('language', '=', 'es')
      .executeTakeFirst();
    expect(row).toEqual({ alias: 'Áreas  de Juego', folded: 'areas de juego' });
  })
);

test(
  'a theme that was merged into another is not listed, but its address and its words lead to that one',
  within(async (ctx, ids) => {
    await ctx.db.updateTable('theme').set({ mergedIntoId: ids.nature }).where('id', '=', ids.informal).execute();
    expect((await listThemes(ctx)).map(({ slug }) => slug)).toEqual(['housing', 'nature']);
    expect((await themeWords(ctx)).get(ids.nature)).toEqual(
      expect.arrayContaining(['nature', 'informal', 'Informal settlements', 'slums', 'বস্তি'])
    );
    expect((await mapThemes(ctx)).get('informal')?.slug).toBe('nature');
    expect((await themesBySlug(ctx, ['informal', 'housing'])).map(({ slug }) => slug)).toEqual(['nature', 'housing']);
    await expect(addTheme(ctx, newTheme('informal'))).rejects.toThrow(Conflict);
    const below = await addTheme(ctx, newTheme('below', { parent: 'informal' }));
    expect((await listThemes(ctx)).at(-1)).toMatchObject({ id: below, parentId: ids.nature });
    expect((await listThemeData(ctx))[1]).toEqual({
      slug: 'informal',
      parent: 'housing',
      mergedInto: 'nature',
      label: { en: 'Informal settlements' },
      colour: 'leaf',
      motif: 'canopy',
      aliases: { en: ['shanty towns', 'slums'], fr: ['bidonvilles'], bn: ['বস্তি'] }
    });
  })
);

describe('a theme that is renamed', () => {
  const rename = (ctx: Context, slug: string, labels: Localised) =>
    renameTheme({ ...ctx, actor: { kind: 'operator' } }, slug, labels);
  const aliases = (ctx: Context, themeId: number) =>
    ctx.db.selectFrom('themeAlias').select(['language', 'alias']).where('themeId', '=', themeId).execute();

  test(
    'keeps its address and what was not named, and each old label as an alias',
    within(async (ctx, { housing }) => {
      expect(await rename(ctx, 'housing', { en: 'Homes', es: 'Vivienda', fr: 'Logement' })).toEqual(['en', 'fr']);
      expect((await listThemes(ctx))[0]).toMatchObject({
        slug: 'housing',
        label: { en: 'Homes', es: 'Vivienda', fr: 'Logement' }
      });
      expect(await aliases(ctx, housing)).toEqual([{ language: 'en', alias: 'Housing' }]);
      const facts = await ctx.db.selectFrom('journal').select(['fact', 'subjectId', 'data']).orderBy('id').execute();
      expect(facts.at(-1)).toEqual({ fact: 'theme.renamed', subjectId: housing, data: { languages: ['en', 'fr'] } });
      expect(ctx.recorded).toContain('theme');
    })
  );

  test(
    'and named as before has its labels and aliases the other way round',
    within(async (ctx, { housing }) => {
      await rename(ctx, 'housing', { en: 'Homes' });
      await rename(ctx, 'housing', { en: 'Housing' });
      expect(await aliases(ctx, housing)).toEqual([{ language: 'en', alias: 'Homes' }]);
    })
  );

  test(
    'to what it is called already is no change and no fact',
    within(async (ctx) => {
      expect(await rename(ctx, 'housing', { en: 'Housing' })).toEqual([]);
      expect(await ctx.db.selectFrom('journal').select('id').where('fact', '=', 'theme.renamed').execute()).toEqual([]);
    })
  );

  test(
    'must be there and not merged, and the operator or the program must ask',
    within(async (ctx, ids) => {
      await ctx.db.updateTable('theme').set({ mergedIntoId: ids.nature }).where('id', '=', ids.informal).execute();
      await expect(rename(ctx, 'nowhere', { en: 'x' })).rejects.toThrow(new NotFound('nowhere'));
      await expect(rename(ctx, 'informal', { en: 'x' })).rejects.toThrow(Conflict);
      for (const actor of [{ kind: 'visitor' }, { kind: 'person', id: 1, roles: [] }] as const)
        await expect(renameTheme({ ...ctx, actor }, 'housing', { en: 'x' })).rejects.toThrow(Forbidden);
      expect(await renameTheme({ ...ctx, actor: { kind: 'system' } }, 'housing', { en: 'x' })).toEqual(['en']);
    })
  );
});

test(
  'themes of slugs come in the order asked, and an unknown one is refused',
  within(async (ctx) => {
    expect((await themesBySlug(ctx, ['nature', 'housing'])).map(({ slug }) => slug)).toEqual(['nature', 'housing']);
    expect(await themesBySlug(ctx, [])).toEqual([]);
    await expect(themesBySlug(ctx, ['housing', 'nowhere'])).rejects.toThrow(new RangeError('no theme nowhere'));
  })
);

test(
  'what is about a theme is about its parent too, once',
  within(async (ctx, ids) => {
    const [informal, housing, nature] = await themesBySlug(ctx, ['informal', 'housing', 'nature']);
    expect(lineage([informal!])).toEqual([ids.informal, ids.housing]);
    expect(lineage([housing!, informal!, nature!])).toEqual([ids.housing, ids.informal, ids.nature]);
    expect(lineage([])).toEqual([]);
  })
);

test(
  'all themes cost one statement, and their words two, however many there are',
  within(async (ctx) => {
    const counts = async () => [await countQueries(ctx, listThemes), await countQueries(ctx, themeWords)];
    expect(await counts()).toEqual([1, 2]);
    await ctx.db.deleteFrom('themeAlias').execute();
    await ctx.db.deleteFrom('theme').where('parentId', 'is not', null).execute();
    await ctx.db.deleteFrom('theme').where('slug', '=', 'nature').execute();
    expect(await listThemes(ctx)).toHaveLength(1);
    expect(await counts()).toEqual([1, 2]);
  })
);
