/* `npm run dev`: the program with the pages compiled as they change. */
import { join } from 'node:path';
import { root } from './steps.ts';

const main = join(root, 'server', 'main.ts');
process.argv.splice(1, 1, main, '--dev');
await import(main);
