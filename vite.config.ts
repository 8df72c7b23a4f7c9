import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { messageOptions } from './scripts/messages.ts';

export default defineConfig({
  build: {
    // light-dark() as it is: what would be written for older browsers breaks the grounds that set it anew.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    // The policy lets fonts come from files only.
    assetsInlineLimit: 0
  },
  // One copy of the messages for the pages and for the program around them.
  environments: { ssr: { build: { rolldownOptions: { external: [/^#lib\/paraglide\//] } } } },
  plugins: [
    paraglideVitePlugin(messageOptions),
    {
      // The texts are read from files that nothing imports: while they are worked on, a change is to be seen.
      name: 'texts',
      transform(_, id) {
        if (id.endsWith('/src/lib/texts.ts'))
          for (const file of globSync('messages/*/*.json')) this.addWatchFile(resolve(file));
      }
    },
    sveltekit({
      adapter: adapter({ precompress: true }),
      // The front sets the policy; pages carry neither inline script nor inline style.
      inlineStyleThreshold: 0
    })
  ]
});
