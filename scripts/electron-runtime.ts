import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { electronHost } from '../e2e/electron-stand-in/host.ts';
import { root } from './run.ts';

/** Milliseconds for fetching Electron's runtime before the stand-in is used instead. */
const downloadDeadlineMs = 120_000;

/** Fetches Electron's runtime where it isn't there yet. Answers why the stand-in will be used, or nothing. */
export function fetchElectronRuntime(say: (line: string) => void): string | undefined {
  if (electronHost().name === 'electron') return undefined;
  if (process.env.E2E_HOST === 'stand-in') return electronHost().reason;
  say('Fetching the Electron runtime (about 120 MB, once).');
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/electron/install.js')], {
    encoding: 'utf8',
    timeout: downloadDeadlineMs,
  });
  const host = electronHost();
  // Installed, and yet of no use here: there is no display, for example.
  if (status === 0) return host.name === 'electron' ? undefined : host.reason;
  const why = stderr
    .split('\n')
    .find((line) => /error/i.test(line))
    ?.trim();
  return `the Electron runtime can't be fetched here${why ? ` (${why.slice(0, 120)})` : ''}`;
}
