import type { MenuItemConstructorOptions } from 'electron';
import type { DueKey } from '../../shared/reminders/due-key.ts';
import type { SnoozeChoice } from '../../shared/reminders/hours.ts';
import type { RemindersView } from '../../shared/reminders/view.ts';
import type { OpenRevocation } from '../../shared/revocations.ts';
import {
  incidentDoorLabels,
  toLookThroughLabel,
  unconfirmedLabel,
  unconfirmedOneLabel,
} from '../../shared/wording/incident-doors.ts';
import { dueKeyLabel, otherDueLabel, reminderLabels } from '../../shared/wording/reminders.ts';

export interface TrayActions {
  open(): void;
  /** The two doors of an incident, the one that is going on, and a connection that is cut off. */
  report(what: 'leak' | 'lost' | 'incident' | 'connect'): void;
  quit(): void;
}

/** What the tray does about keys that are due. */
export interface TrayReminderActions {
  rotate(keyId: string): void;
  snooze(keyId: string, choice: SnoozeChoice): void;
  /** For so many days; 0 goes on. */
  pause(days: number): void;
}

/** Keys beyond these are counted: a menu should fit on the screen. */
const namedAtMost = 6;
const pauseDays = 7;

/**
 * The tray's menu. `due:`, `rotate:` and `snooze-…:` are followed by the id of the key, `unconfirmed:` by that of what may
 * still work. `deadConnections`: what is said of each connection whose key is dead.
 */
export function trayMenu(
  actions: TrayActions,
  reminders?: { view: RemindersView; now: Date; actions: TrayReminderActions },
  alarm: { readonly open: readonly OpenRevocation[]; readonly toLookThrough: number } = {
    open: [],
    toLookThrough: 0,
  },
  deadConnections: readonly string[] = [],
): MenuItemConstructorOptions[] {
  const open = { id: 'open', label: 'Open Convene Companion', click: () => actions.open() };
  const quit = { id: 'quit', label: 'Quit', click: () => actions.quit() };
  const line = { type: 'separator' as const };
  const doors = (['leak', 'lost'] as const).map((what) => ({
    id: what,
    label: incidentDoorLabels[what],
    click: () => actions.report(what),
  }));
  const dead = deadConnections.map((sentence, index) => ({
    id: `cut-off:${index}`,
    label: literal(sentence),
    click: () => actions.report('connect'),
  }));
  const alarms = [...alarmItems(actions, alarm), ...dead, ...(dead.length > 0 ? [line] : [])];
  if (!reminders) return [...alarms, open, line, ...doors, line, quit];
  const { view } = reminders;
  const named = view.due.slice(0, namedAtMost).map((due) => dueItem(due, view, actions, reminders.actions));
  const others = view.due.length - named.length;
  const more = { id: 'more', label: otherDueLabel(others), click: () => actions.open() };
  return [
    ...alarms,
    ...named,
    ...(others > 0 ? [more] : []),
    ...(named.length > 0 ? [line] : []),
    open,
    ...pauseItems(reminders),
    line,
    ...doors,
    line,
    quit,
  ];
}

/** What may still work, each by its name, and how many markets weren't looked through; nothing where there is neither. */
function alarmItems(
  actions: TrayActions,
  { open, toLookThrough }: { readonly open: readonly OpenRevocation[]; readonly toLookThrough: number },
): MenuItemConstructorOptions[] {
  const click = (): void => actions.report('incident');
  const items = [
    ...(open.length > 0 ? [{ id: 'unconfirmed', label: unconfirmedLabel(open.length), click }] : []),
    ...open.slice(0, namedAtMost).map((one) => ({
      id: `unconfirmed:${one.id}`,
      label: literal(unconfirmedOneLabel(one)),
      click,
    })),
    ...(toLookThrough > 0 ? [{ id: 'look-through', label: toLookThroughLabel(toLookThrough), click }] : []),
  ];
  return items.length > 0 ? [...items, { type: 'separator' }] : [];
}

function dueItem(
  due: DueKey,
  view: RemindersView,
  { open }: TrayActions,
  actions: TrayReminderActions,
): MenuItemConstructorOptions {
  const { id } = due.key;
  const first = view.signedOut
    ? { id: `sign-in:${id}`, label: reminderLabels.signIn, click: () => open() }
    : { id: `rotate:${id}`, label: reminderLabels.rotate, click: () => actions.rotate(id) };
  const snoozes = view.snoozeChoices.map((choice) => ({
    id: `snooze-${choice}:${id}`,
    label: reminderLabels.snooze[choice],
    click: () => actions.snooze(id, choice),
  }));
  return { id: `due:${id}`, label: literal(dueKeyLabel(due)), submenu: [first, ...snoozes] };
}

/** A single `&` would underline the next letter, on Windows and Linux. */
const literal = (label: string): string => label.replaceAll('&', '&&');

function pauseItems({
  view,
  now,
  actions,
}: {
  view: RemindersView;
  now: Date;
  actions: TrayReminderActions;
}): MenuItemConstructorOptions[] {
  const { notifications, pausedUntil } = view.settings;
  if (!notifications) return [];
  const isPaused = pausedUntil !== null && Date.parse(pausedUntil) > now.getTime();
  return [
    isPaused
      ? { id: 'go-on', label: reminderLabels.goOn, click: () => actions.pause(0) }
      : { id: 'pause', label: reminderLabels.pause, click: () => actions.pause(pauseDays) },
  ];
}
