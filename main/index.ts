import { dirname } from 'node:path';
import { app, protocol } from 'electron';
import { dataFolder } from '../core/files/data-folder.ts';
import { folderTrouble } from '../core/files/folder-trouble.ts';
import { withoutTokens } from '../shared/tokens.ts';
import { appScheme } from './shell/app-protocol.ts';
import { takeEmptyProfile } from './shell/empty-profile.ts';
import { lockTrouble } from './shell/find-start-trouble.ts';
import { startsHidden } from './shell/login-item.ts';
import { mainWindow } from './shell/main-window.ts';
import { endWithTrouble } from './shell/start-trouble.ts';

protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

// What the window has thrown away is collected before it amounts to hundreds of megabytes; what it holds is a tenth of this.
app.commandLine.appendSwitch('js-flags', '--max-old-space-size=512 --max-semi-space-size=4');

/** The window first: everything else is loaded while Chromium starts the page's process. */
async function open(): Promise<void> {
  await app.whenReady();
  const window = mainWindow(import.meta.dirname);
  if (!startsHidden()) window.show();
  const { start } = await import('./start.ts');
  await start(import.meta.dirname, window, unwritable);
}

const data = dataFolder({ env: process.env, platform: process.platform, home: app.getPath('home') });
// Chromium's own files roam no more than ours.
if (process.platform === 'win32' && !app.commandLine.hasSwitch('user-data-dir'))
  app.setPath('userData', dirname(data));
const profile = app.getPath('userData');
const found = [profile, ...(data === profile ? [] : [data])]
  .map(folderTrouble)
  .filter((one) => one !== undefined);
/** Said in the window, and the app does what can be done without. */
const [unwritable] = found;
const unusable = found.find(({ readable }) => !readable);
const hasProfile = !found.some(({ path }) => path === profile) || (!unusable && takeEmptyProfile());

// One companion at a time; the second start shows the first one's window.
const blocking = unusable ?? (hasProfile ? undefined : unwritable);
const trouble = blocking
  ? { kind: 'folder' as const, path: blocking.path, code: blocking.code }
  : app.requestSingleInstanceLock({ version: app.getVersion() })
    ? undefined
    : lockTrouble(app.getPath('userData'));
if (trouble) {
  void endWithTrouble(trouble);
} else if (app.hasSingleInstanceLock()) {
  open().catch((error: unknown) => endWithTrouble({ kind: 'unknown', what: withoutTokens(String(error)) }));
} else {
  app.quit();
}
