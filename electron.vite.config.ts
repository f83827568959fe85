import { resolve } from 'node:path';
import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { names } from './preload/names.ts';

const room = (path: string): string => resolve(import.meta.dirname, path);

/** Puts the contract's names in the place of the file that works them out, so that the preload is without zod. */
const contractNames: Plugin = {
  name: 'contract-names',
  load: (id) =>
    resolve(id) === room('preload/names.ts') ? `export const names = ${JSON.stringify(names)};` : undefined,
};

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Packages are inside, without what isn't used of them: reading their 160 files took a third of main's start.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: room('main/index.ts') },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name].cjs',
          // What main loads after its window stays unread until then.
          strictExecutionOrder: true,
        },
      },
    },
  },
  preload: {
    plugins: [contractNames],
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can't load modules from disk, so it is one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: room('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: room('renderer'),
    base: './',
    // react-aria's own texts, only in the languages that the window speaks.
    plugins: [locales.vite({ locales: ['en-US'] }), react()],
    build: {
      outDir: room('out/renderer'),
      assetsInlineLimit: 0,
      minify: true,
      // The page comes from this computer's disk, in one piece.
      chunkSizeWarningLimit: 2_000,
      rollupOptions: { input: room('renderer/index.html') },
    },
  },
});
