/* `npm run dev`: the program with the pages compiled as they change. */
import { join } from 'node:path';
import { fail, root, run, step } from './steps.ts';

// The program itself speaks too, before Vite compiles for the pages.
await step('messages', async () => {
  const { code, output } = await run(process.execPath, [join(root, 'scripts', 'messages.ts')]);
  if (code !== 0) throw new Error(`The messages could not be compiled:\n${output}`);
}).catch(fail);
const main = join(root, 'server', 'main.ts');
process.argv.splice(1, 1, main, '--dev');
await import(main);
