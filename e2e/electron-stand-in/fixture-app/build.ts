import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const out = resolve(import.meta.dirname, '../../../out/stand-in-fixture');

/** Builds the app into a folder that can be given to `electron`; answers the folder. */
export async function buildFixtureApp(): Promise<string> {
  mkdirSync(join(out, 'out'), { recursive: true });
  copyFileSync(join(import.meta.dirname, 'package.json'), join(out, 'package.json'));
  copyFileSync(join(import.meta.dirname, 'index.html'), join(out, 'out/index.html'));
  const bundle = (file: string, to: string, format: 'esm' | 'cjs'): Promise<unknown> =>
    build({
      entryPoints: [join(import.meta.dirname, file)],
      outfile: join(out, 'out', to),
      bundle: true,
      platform: 'node',
      format,
      external: ['electron'],
    });
  await Promise.all([
    bundle('main.ts', 'main.js', 'esm'),
    bundle('preload.ts', 'preload.cjs', 'cjs'),
    bundle('page.ts', 'page.js', 'esm'),
  ]);
  return out;
}
