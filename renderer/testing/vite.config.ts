import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Serves the gallery: `npx vite --config renderer/testing/vite.config.ts`, then `/testing/gallery.html?scenario=keys`. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  base: './',
  plugins: [react()],
  build: { rollupOptions: { input: resolve(import.meta.dirname, 'gallery.html') }, emptyOutDir: true },
  server: { fs: { allow: [resolve(import.meta.dirname, '../..')] } },
});
