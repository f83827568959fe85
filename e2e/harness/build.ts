import { resolve } from 'node:path';
import { build } from 'esbuild';
import { buildFakeClaude } from '../fake-claude/build.ts';

const root = resolve(import.meta.dirname, '../..');

export const recorder = resolve(root, 'out/e2e/recorder.cjs');

/** Builds what journeys need beside the app, once, before any of them starts. */
export async function buildHarness(): Promise<void> {
  await Promise.all([
    buildFakeClaude(),
    build({
      absWorkingDir: root,
      entryPoints: ['e2e/harness/recorder.ts'],
      outfile: recorder,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['electron'],
      logLevel: 'error',
    }),
  ]);
}
