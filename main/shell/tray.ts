import { app, Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { Reminders } from '../../core/reminders/reminders.ts';
import type { OpenRevocation } from '../../shared/revocations.ts';
import { alarmToolTip } from '../../shared/wording/incident-doors.ts';
import { trayToolTip } from '../../shared/wording/reminders.ts';
import { type TrayActions, type TrayReminderActions, trayMenu } from './tray-menu.ts';

/** What is due, and what can be done about it. */
export interface TrayReminders extends TrayReminderActions {
  readonly reminders: Pick<Reminders, 'view' | 'onChange'>;
}

/** What was to be revoked and isn't for certain: it has to be seen with the window closed, too. */
export interface TrayAlarm {
  open(): readonly OpenRevocation[];
  /** Markets in which a lost device is still to be looked for. */
  toLookThrough(): number;
  /** What is said of each connection whose key is dead. */
  deadConnections(): readonly string[];
  onChange(listener: () => void): unknown;
}

export interface TrayIcon {
  /** Puts the icon there, or puts it there anew for a tray that has come back and knows of none. */
  put(): void;
  destroy(): void;
}

/** The icons count to nine; beyond that they say "9+". */
const countedAtMost = 9;

/**
 * The small icon that stays when the window is closed, with a dot and the number of keys that are due. macOS tints a
 * template itself and shows the number beside it; elsewhere the icon follows the theme.
 */
export function openTray(
  icon: (name: string) => string,
  actions: TrayActions,
  due?: TrayReminders,
  alarm?: TrayAlarm,
  platform: NodeJS.Platform = process.platform,
): TrayIcon {
  const mac = platform === 'darwin';
  const open = (): readonly OpenRevocation[] => alarm?.open() ?? [];
  const toLookThrough = (): number => alarm?.toLookThrough() ?? 0;
  const deadConnections = (): readonly string[] => alarm?.deadConnections() ?? [];
  const count = (): number =>
    (due?.reminders.view().due.length ?? 0) + open().length + toLookThrough() + deadConnections().length;
  const image = () => {
    const name = mac ? macIcon(count()) : themedIcon(nativeTheme.shouldUseDarkColors, count());
    const loaded = nativeImage.createFromPath(icon(`${name}.png`));
    if (mac) loaded.setTemplateImage(true);
    return loaded;
  };
  let tray: Tray | undefined;
  const show = (): void => {
    // Windows has no number on an icon; the tray's own says it there.
    if (due && platform !== 'win32') app.setBadgeCount(count());
    if (!tray) return;
    tray.setImage(image());
    if (mac) tray.setTitle(count() > 0 ? String(count()) : '');
    tray.setToolTip(
      alarmToolTip({ open: open().length, toLookThrough: toLookThrough() }) ??
        deadConnections()[0] ??
        trayToolTip(count()),
    );
    const reminders = due && { view: due.reminders.view(), now: new Date(), actions: due };
    tray.setContextMenu(
      Menu.buildFromTemplate(
        trayMenu(actions, reminders, { open: open(), toLookThrough: toLookThrough() }, deadConnections()),
      ),
    );
  };
  let ended = false;
  const showUnlessEnded = (): void => {
    if (!ended) show();
  };
  nativeTheme.on('updated', showUnlessEnded);
  due?.reminders.onChange(showUnlessEnded);
  alarm?.onChange(showUnlessEnded);
  return {
    put() {
      if (ended) return;
      tray?.destroy();
      tray = new Tray(image());
      tray.on('click', () => actions.open());
      show();
    },
    destroy() {
      ended = true;
      tray?.destroy();
    },
  };
}

const macIcon = (count: number): string => (count > 0 ? 'tray-template-due' : 'tray-template');

function themedIcon(isDark: boolean, count: number): string {
  const plain = isDark ? 'tray-dark' : 'tray-light';
  if (count === 0) return plain;
  return `${plain}-due-${count > countedAtMost ? 'many' : count}`;
}
