/**
 * `npm start`: builds the app and opens it, on an older Electron where the current one can't be had. Without a display it
 * shows the main job by itself on the practice market, on a screen that nobody sees.
 */
import { runTour } from '../e2e/tour/tour.ts';
import { buildApp } from './build-app.ts';
import { ensureElectron } from './electron-runtime.ts';
import { root, run } from './run.ts';
import { ensureSystemPackages, forApp, forTests } from './system-packages.ts';

const say = (line: string): void => console.log(line);

const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

async function main(): Promise<number> {
  const tour = process.argv.includes('--tour') || !hasDisplay();
  if (!ensureSystemPackages(tour ? forTests : forApp, say)) return 1;
  const host = ensureElectron(say);
  if (!host) return 1;
  say('Building.');
  if (!(await buildApp())) return 1;
  if (tour) {
    if (!hasDisplay()) say('There is no display, so here is a guided tour of the main job.');
    return runTour({ say, pictures: `${root}/tour` });
  }
  say('Opening Convene Companion. Choose “Open the demo” to try everything without an account.');
  // Chromium refuses its sandbox to root.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return run(host.executable, [...switches, root], { env: host.env });
}

process.exitCode = await main();
