/**
 * Lighthouse on the main pages of a running program, on the phone it imitates. The tool is fetched for the run: it is
 * three times the size of everything else here, so it is no dependency.
 *
 *   npm run bench -- lighthouse
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureChromium } from '../scripts/chromium.ts';
import { makePlace, serve } from '../tests/support/program.ts';
import { hold } from './lib/limits.ts';

const run = promisify(execFile);
const pages = ['/', '/library', '/library/improving-road-safety-for-urban-children', '/events/build-an-alliance-wuf11'];
const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

interface Report {
  categories: Record<string, { title: string; score: number }>;
}

const chromium = await ensureChromium('browser');
const place = await makePlace();
const { url: origin } = await serve(place.settings);
for (const page of pages) {
  const args = [
    'exec',
    '--yes',
    '--package=lighthouse@13.5.0',
    '--',
    'lighthouse',
    origin + page,
    '--quiet',
    '--output=json',
    `--chrome-flags=${flags}`
  ];
  const { stdout } = await run('npm', args, {
    env: { ...process.env, CHROME_PATH: chromium },
    maxBuffer: 64 * 1024 * 1024
  });
  const { categories } = JSON.parse(stdout) as Report;
  for (const { title, score } of Object.values(categories))
    hold(`lighthouse ${page}, ${title}`, Math.round(score * 100), { atLeast: 98 });
}
await place.clean();
