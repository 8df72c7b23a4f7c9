import { accessSync, constants } from 'node:fs';
import { run, step, tool } from './steps.ts';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const mac = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium'
];

/**
 * The path of a Chromium for the journeys: the one of `CHROMIUM_PATH`, the system's, or one that is now installed:
 * as root on Debian by its package, elsewhere by Playwright.
 */
export async function ensureChromium(label: string): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (isRunnable(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which cannot be run.`);
  }
  return (await find()) ?? step(label, install);
}

async function find(): Promise<string | undefined> {
  const { chromium } = await import('playwright-core');
  return [...usual, ...mac, chromium.executablePath()].find(isRunnable);
}

async function install(): Promise<string> {
  const attempts: [string, string[]][] = [
    [process.execPath, [tool('playwright-core', 'cli.js'), 'install', 'chromium']]
  ];
  if (process.getuid?.() === 0 && isRunnable('/usr/bin/apt-get')) {
    attempts.unshift(['sh', ['-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium']]);
  }
  let said = '';
  for (const [command, args] of attempts) {
    const { code, output } = await run(command, args, { ...process.env, DEBIAN_FRONTEND: 'noninteractive' });
    const found = code === 0 ? await find() : undefined;
    if (found) return found;
    said = output.trim().split('\n').at(-1) ?? '';
  }
  throw new Error(`The tests need a Chromium: install one, or name it in CHROMIUM_PATH (${said}).`);
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
