/**
 * `npm start`: builds the app and opens it, on an older Electron where the current one can't be had. Without a display it
 * shows the main job by itself on the demo market, on a screen that nobody sees.
 */
import type { Host } from '../e2e/electron/host.ts';
import { sandboxProblem, sandboxSwitches, withoutPrivileges } from '../e2e/electron/sandbox.ts';
import { buildApp } from './build-app.ts';
import { ensureElectron } from './electron-runtime.ts';
import { root, run, tool } from './run.ts';
import { ensureSystemPackages, forApp, forTests } from './system-packages.ts';

const say = (line: string): void => console.log(line);

const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

async function main(): Promise<number> {
  const tour = process.argv.includes('--tour') || !hasDisplay();
  if (!ensureSystemPackages(tour ? forTests : forApp, say)) return 1;
  const host = await ensureElectron(say);
  if (!host) return 1;
  say('Building.');
  if (!(await buildApp())) return 1;
  return tour ? showTour() : open(host);
}

function showTour(): Promise<number> {
  if (!hasDisplay()) say('There is no display, so here is a guided tour of the main job.');
  const { line, problem } = withoutPrivileges({ command: tool('tsx'), args: ['scripts/tour.ts'] });
  if (problem) say(problem);
  return run(line.command, line.args);
}

/** As whoever asks for it: keychain, tray and notifications are those of their own desktop. */
function open(host: Host): Promise<number> {
  const problem = sandboxProblem();
  if (problem) say(problem);
  say('Opening Convene Companion. Choose “Open the demo” to try everything without an account.');
  return run(host.executable, [...sandboxSwitches(), root], { env: host.env });
}

process.exitCode = await main();
