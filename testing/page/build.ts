import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');
const outdir = resolve(root, 'out/page-specs');

/** What is loaded before the page, once it is built. */
export const inPage = (name: 'gallery' | 'services'): string => resolve(outdir, `${name}.js`);

/** Builds what page specs need beside the page, once, before any of them starts. */
// biome-ignore lint/style/noDefaultExport: Playwright asks for it.
export default async function buildInPage(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['testing/page/in-page/gallery.ts', 'testing/page/in-page/services.ts'],
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    logLevel: 'error',
  });
}
