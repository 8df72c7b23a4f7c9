/* `npm start`: builds what is stale and becomes the program, in this same process, so that signals reach it. */
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { fail, root } from './steps.ts';

await buildIfStale('2/2 pages').catch(fail);
const main = join(root, 'server', 'main.ts');
process.argv[1] = main;
await import(main);
