import type { DueKey } from '../reminders/due-key.ts';
import type { SnoozeChoice } from '../reminders/hours.ts';
import { capitalized, counted, inWords, listed } from './numbers.ts';

/** What a notification says. */
export interface ReminderWords {
  readonly title: string;
  readonly body: string;
}

/** Names beyond these are counted: a notification shows few lines. */
const namedAtMost = 3;

const quoted = (name: string): string => `“${name}”`;

function named(keys: readonly DueKey[]): string {
  const names = keys.map(({ key }) => quoted(key.name));
  const rest = names.length - namedAtMost;
  return rest > 1 ? listed([...names.slice(0, namedAtMost), counted(rest, 'other')]) : listed(names);
}

function whenDue({ stage, daysLeft, overdueWeeks }: DueKey): string {
  if (stage === 'due') return 'is due today';
  if (stage === 'overdue') {
    if (daysLeft === -1) return 'was due yesterday';
    return overdueWeeks === 0 ? `was due ${inWords(-daysLeft)} days ago` : overdueText(overdueWeeks);
  }
  return daysLeft === 1 ? 'is due tomorrow' : `is due in ${counted(daysLeft, 'day')}`;
}

const overdueText = (weeks: number): string => `has been due for ${counted(weeks, 'week')}`;

/** `“Claude Desktop on Market office laptop” is due today.`, `Three keys are due: …` */
export function reminderWords(keys: readonly DueKey[]): ReminderWords {
  const due = keys.filter(({ stage }) => stage !== 'due-soon');
  const soon = keys.filter(({ stage }) => stage === 'due-soon');
  const title = due.length > 0 ? 'Time for a new key' : 'A key is due soon';
  const many = due.length > 0 ? 'Time for new keys' : 'Keys are due soon';
  const parts = [sentence(due, 'due'), sentence(soon, 'due soon')].filter((part) => part !== '');
  return { title: keys.length === 1 ? title : many, body: parts.join(' ') };
}

function sentence(keys: readonly DueKey[], what: 'due' | 'due soon'): string {
  const [only] = keys;
  if (only === undefined) return '';
  if (keys.length === 1) return `${quoted(only.key.name)} ${whenDue(only)}.`;
  return `${capitalized(inWords(keys.length))} keys are ${what}: ${named(keys)}.`;
}

/** Signed out, and keys are due. */
export const signInReminderWords = (count: number): ReminderWords => ({
  title: 'Please sign in to Convene',
  body:
    count === 1
      ? 'One key is due. Sign in, so that we can replace it.'
      : `${capitalized(counted(count, 'key'))} are due. Sign in, so that we can replace them.`,
});

export const testReminderWords: ReminderWords = {
  title: 'This is how a reminder looks',
  body: 'You’ll hear from us like this when a key is due.',
};

/** `Convene Companion: two keys are due`. */
export const trayToolTip = (count: number): string =>
  count === 0
    ? 'Convene Companion'
    : `Convene Companion: ${counted(count, 'key')} ${count === 1 ? 'is' : 'are'} due`;

/** How the tray's menu names a key that is due. */
export function dueKeyLabel({ key, daysLeft }: DueKey): string {
  if (daysLeft === 0) return `${key.name}: due today`;
  return `${key.name}: due ${daysLeft === -1 ? 'since yesterday' : `for ${inWords(-daysLeft)} days`}`;
}

/** Buttons and menu items. */
export const reminderLabels = {
  rotate: 'Rotate…',
  snooze: {
    day: 'Remind me tomorrow',
    week: 'Remind me in a week',
    'after-market': 'Remind me after the next market day',
  } satisfies Readonly<Record<SnoozeChoice, string>>,
  signIn: 'Sign in…',
  pause: 'Pause reminders for a week',
  goOn: 'Go on with reminders',
} as const;

/** The tray's menu shows few keys; this opens the list of the others. */
export const otherDueLabel = (count: number): string => `${capitalized(counted(count, 'other key'))}…`;
