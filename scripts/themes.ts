/* `npm run alliance -- themes …`: what things are about, listed, renamed, merged and added to by the operator. */
import type { Context } from '../src/lib/server/platform/context.ts';
import { parseLabels, parseNewTheme } from '../src/lib/server/platform/themes/input.ts';
import { mergeThemes } from '../src/lib/server/platform/themes/merging.ts';
import { addTheme, listThemeData, renameTheme } from '../src/lib/server/platform/themes/themes.ts';
import { readObject } from './operator.ts';

export const themesUsage = `Use: npm run --silent alliance -- themes
     npm run alliance -- themes rename SLUG en="New name" fr="Nouveau nom"
     npm run alliance -- themes merge SLUG INTO
     npm run alliance -- themes add FILE (one theme, as starter/themes.json has them)`;

/** Whether the words after `themes` are one of the commands. */
export function isThemesCommand([command = 'list', ...rest]: string[]): boolean {
  if (command === 'rename') return rest.length > 1 && rest.slice(1).every((part) => part.indexOf('=') > 0);
  const wanted = { list: 0, merge: 2, add: 1 }[command];
  return wanted === rest.length;
}

/** Does what the words say, and gives what is to be printed. */
export async function themes(ctx: Context, [command = 'list', first = '', ...rest]: string[]): Promise<string> {
  if (command === 'rename') return rename(ctx, first, rest);
  if (command === 'merge') {
    const into = rest[0]!;
    await mergeThemes(ctx, first, into);
    return `${first} is now part of ${into}: its address and its names lead there.`;
  }
  if (command === 'add') {
    const theme = parseNewTheme(await readObject(first));
    await addTheme(ctx, theme);
    return `Added: ${theme.slug}.`;
  }
  return JSON.stringify(await listThemeData(ctx), null, 2);
}

async function rename(ctx: Context, slug: string, parts: string[]): Promise<string> {
  const labels = parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]);
  const languages = await renameTheme(ctx, slug, parseLabels(Object.fromEntries(labels)));
  return languages.length > 0
    ? `Renamed in: ${languages.join(', ')}. The old names still find it.`
    : 'Nothing is different: nothing was changed.';
}
