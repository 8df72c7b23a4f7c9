/* `npm run bench [-- NAME …]`: the benchmarks one after the other, since two at once would disturb each other. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { fail, root, show } from './steps.ts';

const all = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.ts') && !name.startsWith('_'))
  .map((name) => name.slice(0, -3))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) fail(`There is no benchmark ${unknown.join(', ')}: there are ${all.join(', ')}.`);

await buildIfStale('pages').catch(fail);
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`# ${name}`);
  if ((await show(process.execPath, [join(root, 'bench', `${name}.ts`)])) !== 0) process.exitCode = 1;
}
