import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const room = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // The one package that is an ES module only: with it inside, main needs no `require` of such modules.
      externalizeDeps: { exclude: ['oauth4webapi'] },
      rollupOptions: {
        input: { index: room('main/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can't load modules from disk, so it is one CommonJS file with zod inside.
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
    plugins: [react()],
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
