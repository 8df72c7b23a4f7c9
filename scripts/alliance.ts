/*
 * `npm run alliance -- show [SLUG] | set FILE | themes …`: prints what an alliance is called, says of itself and looks
 * like, as JSON, and takes such a file back, changed; so too its themes (see themes.ts). While the program runs or not:
 * pages show the change at once.
 */
import { changeAlliance } from '../src/lib/server/alliances/alliances.ts';
import { parseAllianceChange } from '../src/lib/server/alliances/input.ts';
import { problemSentence } from '../src/lib/server/alliances/sentences.ts';
import { getAllianceData, getSiteSlug } from '../src/lib/server/alliances/site.ts';
import type { Context } from '../src/lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '../src/lib/server/platform/errors.ts';
import { asOperator, printable, readObject } from './operator.ts';
import { fail } from './steps.ts';
import { isThemesCommand, themes, themesUsage } from './themes.ts';

const usage =
  'Use: npm run --silent alliance -- show > alliance.json, change the file, then npm run alliance -- set alliance.json';
const [command = 'show', argument, ...rest] = process.argv.slice(2);
const ofThemes = process.argv.slice(3);
if (command === 'themes') {
  if (!isThemesCommand(ofThemes)) fail(themesUsage);
} else if (!['show', 'set'].includes(command) || rest.length > 0 || (command === 'set' && !argument)) fail(usage);

async function set(ctx: Context, file: string): Promise<void> {
  const { slug = await getSiteSlug(ctx), ...data } = await readObject(file);
  const change = parseAllianceChange(data);
  const fields = await changeAlliance(ctx, String(slug), change);
  console.log(fields.length > 0 ? `Changed: ${fields.join(', ')}.` : 'Nothing is different: nothing was changed.');
}

async function show(ctx: Context): Promise<void> {
  console.log(JSON.stringify(await getAllianceData(ctx, argument ?? (await getSiteSlug(ctx))), null, 2));
}

try {
  await asOperator(async (ctx) => {
    if (command === 'themes') console.log(await themes(ctx, ofThemes));
    else await (command === 'show' ? show(ctx) : set(ctx, argument!));
  });
} catch (error) {
  if (error instanceof Invalid) fail(printable(error.problems.map(problemSentence).join('\n')));
  if (error instanceof NotFound)
    fail(printable(`There is no ${command === 'themes' ? 'theme' : 'alliance'} ${error.message}.`));
  if (error instanceof Conflict || error instanceof RangeError)
    fail(printable(`Nothing was changed: ${error.message}.`));
  fail(error);
}
