/**
 * `npm start`: builds the app and opens it. Without Electron's runtime it runs on the stand-in; without a display it
 * shows the main job by itself on the practice market.
 */
import { prepareHost } from '../e2e/electron-stand-in/host.ts';
import { runTour } from '../e2e/tour/tour.ts';
import { buildApp } from './build-app.ts';
import { fetchElectronRuntime } from './electron-runtime.ts';
import { root, run } from './run.ts';
import { browser, ensureSystemPackages, keychainDaemon, keychainLibrary } from './system-packages.ts';

const say = (line: string): void => console.log(line);

const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

async function main(): Promise<number> {
  const withoutElectron = fetchElectronRuntime(say);
  if (withoutElectron) say(`Using the stand-in for Electron: ${withoutElectron}.`);
  const tour = process.argv.includes('--tour') || !hasDisplay();
  const libraries = process.platform === 'linux' ? [keychainLibrary] : [];
  const wanted = tour
    ? [...libraries, ...keychainDaemon, browser]
    : [...libraries, ...(withoutElectron ? [browser] : [])];
  if (!ensureSystemPackages(wanted, say)) return 1;
  say('Building.');
  if (!(await buildApp())) return 1;
  if (tour) {
    if (!hasDisplay()) say('There is no display, so here is a guided tour of the main job.');
    return runTour({ say, pictures: `${root}/tour` });
  }
  const host = await prepareHost();
  say('Opening Convene Companion. Choose “Open the demo” to try everything without an account.');
  // Chromium refuses its sandbox to root.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return run(host.executable, [...switches, root], { env: { ...host.env, STANDIN_HEADED: '1' } });
}

process.exitCode = await main();
