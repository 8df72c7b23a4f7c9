import { paraglideVitePlugin } from '@inlang/paraglide-js';
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
  plugins: [
    paraglideVitePlugin(messageOptions),
    sveltekit({
      adapter: adapter({ precompress: true }),
      // The front sets the policy; pages carry neither inline script nor inline style.
      inlineStyleThreshold: 0
    })
  ]
});
