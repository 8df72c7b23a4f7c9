/* `npm test`: a browser, a fresh build, and all tests; arguments go on to Vitest. */
import { buildIfStale } from './build.ts';
import { ensureChromium } from './chromium.ts';
import { fail, root, show, tool } from './steps.ts';

const chromium = await ensureChromium('2/3 browser').catch(fail);
await buildIfStale('3/3 pages').catch(fail);
const reporters = ['--reporter=default', `--reporter=${root}/scripts/closing-line-reporter.ts`];
const args = [tool('vitest', 'vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)];
process.exitCode = await show(process.execPath, args, { ...process.env, CHROMIUM_PATH: chromium });
