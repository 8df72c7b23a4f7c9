/*
 * `npm run alliance -- show [SLUG] | set FILE`: prints what an alliance is called, says of itself and looks like, as
 * JSON, and takes such a file back, changed; while the program runs or not. Pages show the change at once.
 */
import { readFile } from 'node:fs/promises';
import { changeAlliance } from '../src/lib/server/alliances/alliances.ts';
import { parseAllianceChange } from '../src/lib/server/alliances/input.ts';
import { problemSentence } from '../src/lib/server/alliances/sentences.ts';
import { getAllianceData, getSiteSlug } from '../src/lib/server/alliances/site.ts';
import type { Context } from '../src/lib/server/platform/context.ts';
import { Invalid, NotFound } from '../src/lib/server/platform/errors.ts';
import { asOperator, printable } from './operator.ts';
import { fail } from './steps.ts';

const usage =
  'Use: npm run --silent alliance -- show > alliance.json, change the file, then npm run alliance -- set alliance.json';
const [command = 'show', argument, ...rest] = process.argv.slice(2);
if (!['show', 'set'].includes(command) || rest.length > 0 || (command === 'set' && !argument)) fail(usage);

async function readChange(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, { cause: error });
  }
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}.`, { cause: error });
  }
  throw new Error(`${file} must hold one JSON object.`);
}

async function set(ctx: Context, file: string): Promise<void> {
  const { slug = await getSiteSlug(ctx), ...data } = await readChange(file);
  const change = parseAllianceChange(data);
  const fields = await changeAlliance(ctx, String(slug), change);
  console.log(fields.length > 0 ? `Changed: ${fields.join(', ')}.` : 'Nothing is different: nothing was changed.');
}

async function show(ctx: Context): Promise<void> {
  console.log(JSON.stringify(await getAllianceData(ctx, argument ?? (await getSiteSlug(ctx))), null, 2));
}

try {
  await asOperator((ctx) => (command === 'show' ? show(ctx) : set(ctx, argument!)));
} catch (error) {
  if (error instanceof Invalid) fail(printable(error.problems.map(problemSentence).join('\n')));
  if (error instanceof NotFound) fail(printable(`There is no alliance ${error.message}.`));
  fail(error);
}
