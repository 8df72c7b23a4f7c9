/* `npm run check`: everything that can be said about the code without running it; each check on one line. */
import { run, seconds, tool } from './steps.ts';

const node = process.execPath;
const checks: [name: string, ...command: string[]][] = [
  ['formatting', tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
  ['compiled messages', 'scripts/messages.ts'],
  ['lint', tool('oxlint', 'bin', 'oxlint')],
  ['generated types', tool('@sveltejs', 'kit', 'svelte-kit.js'), 'sync'],
  ['types of pages', tool('svelte-check', 'bin', 'svelte-check'), '--tsconfig', 'tsconfig.json', '--fail-on-warnings'],
  ['types of the server', tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'],
  ['imports', 'scripts/check-imports.ts'],
  ['messages', 'scripts/check-messages.ts'],
  ['dead code', tool('knip', 'bin', 'knip.js'), '--no-progress']
];

const failures: string[] = [];
for (const [name, ...args] of checks) {
  const started = performance.now();
  const { code, output } = await run(node, args).catch((error: Error) => ({ code: 1, output: error.message }));
  console.log(`${name} … ${code === 0 ? 'ok' : 'FAILED'} in ${seconds(started)}`);
  if (code !== 0) failures.push(`\n── ${name}\n${output.trim()}`);
}
for (const failure of failures) console.log(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
