import type { BrowserWindow } from 'electron';
import type { Log } from '../../core/log.ts';
import type { Preferences } from '../../core/preferences/preferences.ts';
import type { WindowClosing } from '../../shared/preferences.ts';
import type { AppNotices } from './app-notices.ts';
import type { TrayHost } from './tray-host.ts';

export type Closing = Exclude<WindowClosing['choice'], 'ask'>;
type ClosedWindow = Pick<BrowserWindow, 'hide' | 'minimize'>;

interface KeepReachableDeps {
  readonly trayHost: TrayHost;
  readonly window: {
    current(): Pick<BrowserWindow, 'isDestroyed' | 'isVisible' | 'isMinimized' | 'hide'> | undefined;
    showMinimized(): void;
    quitting(): boolean;
    onClosing(closing: (window: ClosedWindow) => void): void;
    onOpened(listener: (window: Pick<BrowserWindow, 'on'>) => void): void;
  };
  readonly preferences: Pick<Preferences, 'read' | 'chooseClosing' | 'noteKnowsOfNoTray'>;
  readonly notices: Pick<AppNotices, 'tell' | 'withdraw'>;
  /** Undefined: the window stays as it is. */
  ask(): Promise<Closing | undefined>;
  quit(): void;
  readonly log: Log;
  /** Milliseconds. */
  readonly graceMs?: number;
}

/** A desktop's tray starts later than the companion at login, and some are started again by the desktop when they end. */
const trayComesWithinMs = 5_000;

/**
 * The program never goes on without anything on the screen that leads to it. Where the desktop shows our icon, closing the
 * window puts it away; where it doesn't, closing minimizes or quits, as the person chooses, that is told once, and a window
 * that was put away, or not opened at login, comes into the bar of programs.
 */
export function keepReachable(parts: KeepReachableDeps): void {
  const { trayHost, window, preferences, notices, log, graceMs = trayComesWithinMs } = parts;
  const hasTray = (): boolean => trayHost.isThere() === true;
  let waiting: NodeJS.Timeout | undefined;
  /** It came by itself, and the person hasn't had it yet. */
  let cameByItself = false;

  const isOnScreen = (): boolean => {
    const current = window.current();
    return current !== undefined && !current.isDestroyed() && (current.isVisible() || current.isMinimized());
  };
  const orLog = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => log('the window could not be kept', { error: String(error) }));

  function look(): void {
    clearTimeout(waiting);
    if (!hasTray()) {
      waiting = setTimeout(() => orLog(withoutTray()), graceMs);
      return;
    }
    notices.withdraw('no-tray');
    const current = window.current();
    if (cameByItself && current?.isMinimized()) current.hide();
    cameByItself = false;
  }

  async function withoutTray(): Promise<void> {
    if (window.quitting()) return;
    if (!isOnScreen()) {
      cameByItself = true;
      window.showMinimized();
    }
    const chosen = await preferences.read();
    if (chosen.ok && chosen.value.knowsOfNoTray) return;
    notices.tell({ kind: 'no-tray' }, () => orLog(preferences.noteKnowsOfNoTray()));
  }

  let asking = false;
  async function close(closed: ClosedWindow): Promise<void> {
    if (hasTray()) return closed.hide();
    if (asking) return;
    asking = true;
    const choice = await chosenClosing().finally(() => {
      asking = false;
    });
    if (choice === 'minimize') closed.minimize();
    if (choice === 'quit') parts.quit();
  }

  async function chosenClosing(): Promise<Closing | undefined> {
    const chosen = await preferences.read();
    if (chosen.ok && chosen.value.closing !== 'ask') return chosen.value.closing;
    const choice = await parts.ask();
    if (choice) {
      const kept = await preferences.chooseClosing(choice);
      if (!kept.ok) log('the choice could not be kept', { failure: kept.error });
    }
    return choice;
  }

  window.onClosing((closed) => orLog(close(closed)));
  window.onOpened((opened) => opened.on('hide', look));
  trayHost.onChange(look);
  look();
}
