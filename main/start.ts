import { join } from 'node:path';
import { app, ClipboardItem, clipboard, ipcMain, powerMonitor, shell } from 'electron';
import { createCompanion } from '../core/companion.ts';
import type { FolderTrouble } from '../core/files/folder-trouble.ts';
import { followFolderUsers } from '../core/folder-users.ts';
import { ownFolder } from '../core/own-folder.ts';
import { ripgrepPath } from '../core/scan/ripgrep-path.ts';
import { computerFacts } from '../core/this-computer/computer-facts.ts';
import { timeZoneHere } from '../core/time-zone.ts';
import { clientIds } from '../shared/clients.ts';
import { contract } from '../shared/contract/contract.ts';
import { failure } from '../shared/failure.ts';
import { countToLookThrough } from '../shared/incident-count.ts';
import type { OpenRequest } from '../shared/open-request.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { cutOffSentences } from '../shared/wording/connection.ts';
import { publishViews } from './events.ts';
import type { Desktop } from './ipc/desktop.ts';
import { companionHandlers } from './ipc/handlers.ts';
import { eventPublisher, serveContract } from './ipc/serve-contract.ts';
import { isTrustedSender } from './ipc/trusted-sender.ts';
import {
  exitForCertain,
  finishWhatWasBegun,
  refresh,
  refreshWhenSubjectChanges,
  tellDamagedFiles,
  tellUnfinished,
  wakeWithComputer,
} from './lifecycle.ts';
import { companionPrograms } from './programs.ts';
import { openNotifier } from './reminders/notifier.ts';
import { remind } from './reminders/remind.ts';
import { openAppNotices } from './shell/app-notices.ts';
import { askAboutWindow, askHowToClose } from './shell/ask-about-window.ts';
import { askForFolder, askWhereToSave } from './shell/ask-for-path.ts';
import {
  outliveExceptions,
  outliveProcesses,
  type PageRecovery,
  recoverPage,
} from './shell/crash-recovery.ts';
import { keepReachable } from './shell/keep-reachable.ts';
import { systemLoginItem } from './shell/login-item.ts';
import type { MainWindow } from './shell/main-window.ts';
import { otherVersion } from './shell/other-version.ts';
import { createSecretClipboard } from './shell/secret-clipboard.ts';
import { openTray, type TrayIcon } from './shell/tray.ts';
import { followTrayHost } from './shell/tray-host.ts';

/** Milliseconds for children and timers to end before the program quits all the same. */
const closingDeadlineMs = 4_000;

const systemClipboard = {
  write: (formats: Readonly<Record<string, string>>) => clipboard.write([new ClipboardItem({ ...formats })]),
  readText: () => clipboard.readText(),
  formats: async () => (await clipboard.read()).flatMap(({ types }) => types),
  clear: () => clipboard.clear(),
};

const platforms = { darwin: 'mac', win32: 'windows' } as const;

/** Only web pages are handed to the system; any other scheme could start a program. */
async function openInBrowser(address: string): Promise<Result<void>> {
  if (!/^https?:$/.test(new URL(address).protocol)) return failed(failure('bad-input', { name: address }));
  try {
    await shell.openExternal(address);
    return ok(undefined);
  } catch (error) {
    return failed(failure('internal', { name: 'browser', detail: String(error) }));
  }
}

async function openFile(path: string): Promise<Result<void>> {
  // It answers an empty text when all is well.
  const problem = await shell.openPath(path);
  return problem === '' ? ok(undefined) : failed(failure('internal', { name: 'browser', detail: problem }));
}

async function writeMail(address: string): Promise<Result<void>> {
  if (new URL(address).protocol !== 'mailto:') return failed(failure('bad-input'));
  try {
    await shell.openExternal(address);
    return ok(undefined);
  } catch (error) {
    return failed(failure('internal', { name: 'mail', detail: String(error) }));
  }
}

export async function start(
  mainFolder: string,
  window: MainWindow,
  unwritable: FolderTrouble | undefined,
): Promise<void> {
  const resource = (name: string): string => join(mainFolder, '../../resources', name);
  let openRequest: OpenRequest | undefined;
  const secrets = createSecretClipboard(systemClipboard, {
    platform: process.platform,
    report: (what) => companion.log(what),
  });
  const desktop: Desktop = {
    takeOpenRequest() {
      const taken = openRequest;
      openRequest = undefined;
      return taken;
    },
    version: app.getVersion(),
    platform: process.platform in platforms ? platforms[process.platform as keyof typeof platforms] : 'linux',
    open: openInBrowser,
    copy: (text) =>
      void clipboard
        .writeText(text)
        .catch((error: unknown) => companion.log('not copied', { error: String(error) })),
    copySecret: secrets.copy,
    showInFolder: (path) => shell.showItemInFolder(path),
    askWhereToSave: (file) => askWhereToSave(window.current(), file),
    askForFolder: () => askForFolder(window.current()),
    openFile,
    writeMail,
    hasTray: () => trayHost.isThere() === true,
  };
  const home = app.getPath('home');
  const folder = ownFolder({ env: process.env, platform: process.platform, home });
  const notifier = openNotifier(process.platform);
  const companion = createCompanion({
    folder,
    opener: { open: openInBrowser },
    programs: companionPrograms(mainFolder),
    ripgrep: () => ripgrepPath(join(mainFolder, 'index.cjs')),
    loginItem: systemLoginItem(app.getAppPath()),
    notifier,
    env: process.env,
    platform: process.platform,
    home,
  });

  const trayHost = followTrayHost(process.env, companion.log);
  const users = followFolderUsers(folder, computerFacts(process.platform));
  const tellOtherUsers = (): void => {
    for (const computer of users.others()) appNotices.tell({ kind: 'folder-shared', computer });
  };
  let recovery: PageRecovery | undefined;
  let tray: TrayIcon | undefined;
  const appNotices = openAppNotices();
  if (unwritable)
    appNotices.tell({ kind: 'folder-unwritable', path: unwritable.path, code: unwritable.code });
  const crashes = { log: companion.log, tell: appNotices.tell, quitting: window.quitting };
  outliveExceptions(process, crashes);
  outliveProcesses(app, crashes);
  window.onOpened((opened) => {
    opened.on('focus', () => {
      // The page follows by itself when the computer moves to another zone.
      timeZoneHere();
      tellOtherUsers();
      refresh(companion);
    });
    opened.on('restore', () => recovery?.showing());
    recovery = recoverPage(opened, { ...crashes, keepsClosing: () => void askAboutWindow(window.show) });
  });
  window.onShownAgain(() => recovery?.showing());
  app.on('second-instance', (_event, _arguments, _folder, about) => {
    const other = otherVersion(app.getVersion(), about);
    if (other) appNotices.tell(other);
  });
  app.on('before-quit', () => companion.log('quit asked for'));
  app.on('will-quit', (event) => {
    event.preventDefault();
    companion.log('closing');
    tray?.destroy();
    users.end();
    const deadline = new Promise((resolve) => setTimeout(resolve, closingDeadlineMs));
    Promise.race([Promise.all([secrets.forget(), companion.close()]), deadline])
      .catch((error: unknown) => companion.log('closing failed', { error: String(error) }))
      .finally(() => exitForCertain(app, companion.log));
  });

  const report = companion.log;
  serveContract({
    contract,
    handlers: companionHandlers(companion, desktop, appNotices),
    ipc: ipcMain,
    trusts: (event) => isTrustedSender(event, window.page),
    report,
  });
  window.serve(report);
  const opened = companion.open();
  const publish = eventPublisher(
    contract,
    (channel, value) => {
      const current = window.current();
      if (current && !current.isDestroyed()) current.webContents.send(channel, value);
    },
    report,
  );
  publishViews(companion, appNotices, publish);
  refreshWhenSubjectChanges(companion);

  const want = (next: OpenRequest): void => {
    openRequest = next;
    window.show();
    publish('openRequest', {});
  };
  wakeWithComputer(companion, powerMonitor);
  const due = remind({
    reminders: companion.reminders,
    notifier,
    power: powerMonitor,
    log: companion.log,
    showKeys: (keyIds, intent) => want({ keyIds: [...keyIds], intent }),
  });
  tray = openTray(
    resource,
    { open: window.show, quit: () => app.quit(), report: (intent) => want({ keyIds: [], intent }) },
    due,
    {
      open: () => companion.revocations.view().open,
      toLookThrough: () => countToLookThrough(companion.incidents.view().incidents),
      deadConnections: () =>
        cutOffSentences(
          clientIds.map((client) => companion.connector(client).view()),
          new Date(),
        ),
      onChange(listener) {
        companion.revocations.onChange(listener);
        companion.incidents.onChange(listener);
        companion.onConnectChange(listener);
      },
    },
  );
  trayHost.onChange(() => {
    // An answer of no: older trays, of which nothing can be known, may show it all the same.
    tray?.put();
  });
  if (trayHost.isThere() !== undefined) tray.put();
  keepReachable({
    trayHost,
    window,
    preferences: companion.preferences,
    notices: appNotices,
    ask: askHowToClose,
    quit: () => app.quit(),
    log: companion.log,
  });
  tellOtherUsers();
  await opened;
  await companion.watch.open();
  await companion.reminders.open();
  finishWhatWasBegun(companion);
  await tellUnfinished(companion, appNotices);
  await tellDamagedFiles(companion, appNotices);
}
