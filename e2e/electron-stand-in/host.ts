import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildStandIn } from './build.ts';

export interface ElectronHost {
  readonly name: 'electron' | 'stand-in';
  /** Why, for a person. */
  readonly reason: string;
}

export interface PreparedHost {
  readonly name: 'electron' | 'stand-in';
  /** To be set where Playwright's `_electron.launch` or `electron` itself is used. */
  readonly env: Record<string, string>;
  readonly executable: string;
}

/** Milliseconds for a runtime to say its version. */
const answerMs = 15_000;

const electronPackage = resolve(import.meta.dirname, '../../node_modules/electron');
const standInFolder = resolve(import.meta.dirname, '../../out/stand-in');

/** Where an executable lies inside a folder of Electron's, by `electron`'s own rules. */
function executableIn(folder: string): string {
  const named = join(electronPackage, 'path.txt');
  return join(folder, existsSync(named) ? readFileSync(named, 'utf8') : 'electron');
}

/** A process that this one has prepared finds the stand-in named where it looks for Electron. */
const isStandIn = (path: string): boolean => resolve(path).startsWith(standInFolder);

interface Found {
  readonly executable: string;
  readonly from: string;
}

/** The first runtime that is named or installed; it need not run. */
function findRuntime(env: NodeJS.ProcessEnv): Found | undefined {
  const { ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: executable } = env;
  if (folder && !isStandIn(folder)) {
    return { executable: executableIn(folder), from: 'ELECTRON_OVERRIDE_DIST_PATH' };
  }
  if (executable && !isStandIn(executable)) {
    return { executable, from: 'ELECTRON_EXEC_PATH' };
  }
  const installed = executableIn(join(electronPackage, 'dist'));
  return existsSync(installed) ? { executable: installed, from: 'node_modules' } : undefined;
}

const versions = new Map<string, string | undefined>();

/** The version that an executable says it has as Electron; undefined when it isn't one or doesn't run here. */
function versionOf(executable: string): string | undefined {
  if (versions.has(executable)) return versions.get(executable);
  const { status, stdout } = spawnSync(executable, ['-p', 'process.versions.electron'], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: answerMs,
  });
  const said = /^\d+\.\d+\.\d+\S*$/.exec(stdout?.trim() ?? '')?.[0];
  const version = status === 0 ? said : undefined;
  versions.set(executable, version);
  return version;
}

/** Nothing here downloads: a runtime that isn't there yet counts as absent. */
function look(env: NodeJS.ProcessEnv): ElectronHost & { readonly executable?: string } {
  if (env.E2E_HOST === 'stand-in') return { name: 'stand-in', reason: 'E2E_HOST says so' };
  const found = findRuntime(env);
  if (!found) return { name: 'stand-in', reason: "Electron's runtime isn't installed" };
  const version = versionOf(found.executable);
  if (!version) {
    return { name: 'stand-in', reason: `the Electron of ${found.from} doesn't run on this computer` };
  }
  const noDisplay = process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY;
  if (noDisplay && env.E2E_HOST !== 'electron') {
    return { name: 'stand-in', reason: `Electron ${version} is there, but no display (try xvfb-run)` };
  }
  return { name: 'electron', reason: `Electron ${version} of ${found.from}`, executable: found.executable };
}

/**
 * What the app runs on here: Electron where it can, else the stand-in. `E2E_HOST` decides otherwise.
 * @throws Error when `E2E_HOST=electron` and there is none.
 */
export function electronHost(env: NodeJS.ProcessEnv = process.env): ElectronHost {
  const { name, reason } = look(env);
  if (env.E2E_HOST === 'electron' && name !== 'electron') {
    throw new Error(`E2E_HOST=electron, but ${reason}`);
  }
  return { name, reason };
}

/** Builds the stand-in if that is the host, and says what to start. */
export async function prepareHost(): Promise<PreparedHost> {
  const { name } = electronHost();
  const { executable } = look(process.env);
  if (name === 'electron' && executable) {
    const inside = executableIn('');
    const folder = executable.endsWith(inside) ? executable.slice(0, -inside.length) : undefined;
    const env: Record<string, string> = { ELECTRON_EXEC_PATH: executable };
    if (folder) env.ELECTRON_OVERRIDE_DIST_PATH = folder;
    return { name, executable, env };
  }
  const built = await buildStandIn();
  return {
    name: 'stand-in',
    executable: built.executable,
    env: { ELECTRON_OVERRIDE_DIST_PATH: built.folder, ELECTRON_EXEC_PATH: built.executable },
  };
}
