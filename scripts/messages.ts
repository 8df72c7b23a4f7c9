/* How messages/ becomes src/lib/paraglide. Vite does it for the pages; run by itself, this file does it for what needs no Vite. */
import { compile } from '@inlang/paraglide-js';

export const messageOptions = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['url' as const, 'baseLocale' as const],
  // A file a language: a file a message is 770 files to open at each start.
  outputStructure: 'locale-modules' as const
};

if (import.meta.main) {
  await compile(messageOptions);
  // The compiler leaves a timer of half a minute behind.
  process.exit(0);
}
