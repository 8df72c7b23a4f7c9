/**
 * Lighthouse on the main pages of a running program, on the phone it imitates. The tool is fetched for the run: it is
 * three times the size of everything else here, so it is no dependency.
 *
 *   npm start &
 *   npm run bench -- lighthouse [http://localhost:3000]
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureChromium } from '../scripts/chromium.ts';

const run = promisify(execFile);
const origin = process.argv.find((one) => one.startsWith('http')) ?? 'http://localhost:3000';
const pages = ['/', '/library', '/library/improving-road-safety-for-urban-children', '/events/build-an-alliance-wuf11'];
const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

interface Report {
  categories: Record<string, { title: string; score: number }>;
}

const chromium = await ensureChromium('browser');
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
    console.log(`lighthouse ${page}, ${title}: ${Math.round(score * 100)}`);
}
