import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { standInProgram } from './running.ts';

const root = resolve(import.meta.dirname, '../..');
const target = ['node20.19'];

export interface BuiltStandIn {
  /** To be named by ELECTRON_OVERRIDE_DIST_PATH. */
  readonly folder: string;
  /** To be started like Electron's executable. */
  readonly executable: string;
}

/** Where `electron`'s own package looks for the executable inside its folder. */
function executableName(): string {
  const named = join(root, 'node_modules/electron/path.txt');
  return existsSync(named) ? readFileSync(named, 'utf8') : 'electron';
}

/** Bundles the stand-in into `out/stand-in`; safe while another process builds or runs it. */
export async function buildStandIn(): Promise<BuiltStandIn> {
  if (process.platform === 'win32') throw new Error('stand-in: it needs a POSIX shell');
  const folder = join(root, 'out/stand-in');
  const [mainWorld, isolatedWorld] = await Promise.all([
    bundleWorld('main-world', 'mainWorld'),
    bundleWorld('isolated-world', 'isolatedWorld'),
  ]);
  const program = await build({
    entryPoints: [join(import.meta.dirname, 'program.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target,
    define: {
      MAIN_WORLD_SOURCE: JSON.stringify(mainWorld),
      ISOLATED_WORLD_SOURCE: JSON.stringify(isolatedWorld),
    },
    logLevel: 'warning',
  });
  const executable = join(folder, executableName());
  replace(join(folder, standInProgram), program.outputFiles[0]?.text ?? '');
  replace(executable, shellScript(join(folder, standInProgram)));
  return { folder, executable };
}

/** A script for a page's world, which ends as one variable. */
async function bundleWorld(file: string, globalName: string): Promise<string> {
  const built = await build({
    entryPoints: [join(import.meta.dirname, `page/${file}.ts`)],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName,
    target: ['es2022'],
    logLevel: 'warning',
  });
  return built.outputFiles[0]?.text ?? '';
}

/** Plain Node, not Electron's: so child processes that the app starts with `process.execPath` are plain Node too. */
const shellScript = (program: string): string =>
  `#!/bin/sh\nexec "\${STANDIN_NODE:-${process.execPath}}" "${program}" "$@"\n`;

/** A process that reads the file meanwhile sees all of the old or all of the new text. */
function replace(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, text);
  chmodSync(partial, 0o755);
  try {
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}
