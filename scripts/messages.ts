/* How messages/ becomes src/lib/paraglide. Vite does it for the pages; run by itself, this file does it for what needs no Vite. */
import { compile } from '@inlang/paraglide-js';

export const messageOptions = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['url' as const, 'baseLocale' as const],
  // A file a language: a file a message would be two thousand.
  outputStructure: 'locale-modules' as const,
  // The functions made of the messages are for their types alone.
  additionalFiles: { 'messages.js': "export { m } from '../texts.ts';\n" }
};

if (import.meta.main) {
  await compile(messageOptions);
  // The compiler leaves a timer of half a minute behind.
  process.exit(0);
}
