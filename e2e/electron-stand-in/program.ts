/** The program behind the stand-in's `electron`: runs an app's main process in Node and its windows in Chromium. */
import { readFileSync, statSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, settingsFolder } from './api/app.ts';
import { electron } from './api/electron.ts';
import { launchChromium } from './chromium/launch.ts';
import { readCommandLine } from './command-line.ts';
import { provideElectron } from './electron-module.ts';
import { onParentGone } from './parent-watch.ts';
import { running } from './running.ts';
import { watchTargets } from './windows/targets.ts';

/** Milliseconds for an app to quit after its parent has died. */
const orphanMs = 5_000;
/** Of this program and not for Chromium. */
const ownSwitches = ['inspect', 'remote-debugging-port', 'user-data-dir'];

const args = process.argv.slice(2);
const commandLine = readCommandLine(args);

/** The version of Electron that the app depends on. */
function electronVersion(appPath: string): string {
  try {
    const manifest = createRequire(join(appPath, 'package.json'))('electron/package.json') as {
      version: string;
    };
    return manifest.version;
  } catch {
    return '0.0.0';
  }
}

/** Finds the app and its name and folder; answers the file to run. */
function findApp(): string {
  running.appPath = resolve(commandLine.app ?? '.');
  const isFolder = statSync(running.appPath).isDirectory();
  if (isFolder) {
    running.manifest = JSON.parse(readFileSync(join(running.appPath, 'package.json'), 'utf8'));
  }
  const { manifest } = running;
  app.name = manifest.productName ?? manifest.name ?? 'Electron';
  // Not Electron's own folder of this app: the two hosts' browser profiles don't mix.
  running.userData =
    commandLine.switches.get('user-data-dir') || join(settingsFolder(), `${app.name} (stand-in)`);
  return isFolder ? join(running.appPath, manifest.main ?? 'index.js') : running.appPath;
}

/** Makes this process look like Electron's main process to the app. */
function dressUp(): void {
  running.electronVersion = electronVersion(running.appPath);
  const versions = Object.freeze({ ...process.versions, electron: running.electronVersion });
  Object.defineProperty(process, 'versions', { value: versions });
  const executable = resolve(import.meta.dirname, 'electron');
  // Playwright's loader cuts its own part out of this.
  process.argv = [executable, ...args];
  Object.assign(process, {
    type: 'browser',
    defaultApp: true,
    resourcesPath: join(running.appPath, 'resources'),
  });
  // As Electron does: warn and go on.
  process.on('unhandledRejection', (error) => {
    process.stderr.write(
      `UnhandledPromiseRejectionWarning: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
  });
}

/** Quits as on a signal, and ends anyway if that takes too long. */
function endOrphan(): void {
  setTimeout(() => process.exit(1), orphanMs);
  app.quit();
}

function startBrowser(): void {
  const { switches } = running;
  const passed = [...switches].filter(([name]) => !ownSwitches.includes(name));
  running.chromium = launchChromium({
    profile: join(running.userData, 'chromium'),
    debuggingPort: switches.get('remote-debugging-port'),
    headed: Boolean(process.env.STANDIN_HEADED),
    switches: new Map(passed),
  });
  running.chromium.ended.then(() => {
    if (app.standInQuitting) return;
    process.stderr.write('stand-in: the browser has ended\n');
    process.exit(1);
  });
}

for (const [name, value] of commandLine.switches) running.switches.set(name, value);
const main = findApp();
dressUp();
provideElectron(electron);
const inspect = running.switches.get('inspect');
if (inspect !== undefined) inspector.open(Number(inspect || 9229));
onParentGone(endOrphan);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());

const require = createRequire(join(process.cwd(), 'package.json'));
for (const module of commandLine.required) require(resolve(module));
// A top-level await in the app delays `ready`, as in Electron.
await import(pathToFileURL(main).href);
if (!app.standInQuitting) {
  startBrowser();
  await watchTargets();
  app.standInReady();
}
