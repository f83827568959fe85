import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

export async function buildFakeClaude(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['e2e/fake-claude/fake-claude.ts'],
    outfile: 'out/fake-claude/fake-claude.cjs',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'error',
  });
}
