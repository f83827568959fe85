import { describe, expect, it } from 'vitest';
import type { DueKey } from '../reminders/due-key.ts';
import { dueStateAt } from '../reminders/stages.ts';
import { dueKeyLabel, reminderWords, signInReminderWords, trayToolTip } from './reminders.ts';

const due = (name: string, daysLeft: number): DueKey => ({
  key: { id: name, name, organizationId: 'org_1', createdAt: '2026-01-01T12:00:00Z' },
  termDays: 90,
  ...dueStateAt(daysLeft),
});
const laptop = 'Claude Desktop on Market office laptop';

describe('a reminder of one key', () => {
  it.each([
    [14, 'A key is due soon', `“${laptop}” is due in 14 days.`],
    [7, 'A key is due soon', `“${laptop}” is due in seven days.`],
    [1, 'A key is due soon', `“${laptop}” is due tomorrow.`],
    [0, 'Time for a new key', `“${laptop}” is due today.`],
    [-1, 'Time for a new key', `“${laptop}” was due yesterday.`],
    [-3, 'Time for a new key', `“${laptop}” was due three days ago.`],
    [-7, 'Time for a new key', `“${laptop}” has been due for one week.`],
    [-30, 'Time for a new key', `“${laptop}” has been due for four weeks.`],
  ])('with %i days left says so', (daysLeft, title, body) => {
    expect(reminderWords([due(laptop, daysLeft)])).toEqual({ title, body });
  });
});

describe('a reminder of several keys', () => {
  it('names them', () => {
    expect(reminderWords([due('A', -2), due('B', 0), due('C', 0)])).toEqual({
      title: 'Time for new keys',
      body: 'Three keys are due: “A”, “B” and “C”.',
    });
  });

  it('names three of many, and counts the others', () => {
    const keys = ['A', 'B', 'C', 'D', 'E'].map((name) => due(name, 0));
    expect(reminderWords(keys).body).toBe('Five keys are due: “A”, “B”, “C” and two others.');
  });

  it('tells what is due from what will be', () => {
    expect(reminderWords([due('A', 0), due('B', 14)]).body).toBe('“A” is due today. “B” is due in 14 days.');
    expect(reminderWords([due('B', 14), due('C', 14)])).toEqual({
      title: 'Keys are due soon',
      body: 'Two keys are due soon: “B” and “C”.',
    });
  });
});

describe('the tray', () => {
  it.each([
    [0, 'Convene Companion'],
    [1, 'Convene Companion: one key is due'],
    [2, 'Convene Companion: two keys are due'],
    [12, 'Convene Companion: 12 keys are due'],
  ])('with %i keys that are due says so', (count, words) => {
    expect(trayToolTip(count)).toBe(words);
  });

  it.each([
    [0, 'A: due today'],
    [-1, 'A: due since yesterday'],
    [-9, 'A: due for nine days'],
  ])('names a key with %i days left', (daysLeft, words) => {
    expect(dueKeyLabel(due('A', daysLeft))).toBe(words);
  });
});

it('who is signed out is asked to sign in', () => {
  expect(signInReminderWords(1).body).toBe('One key is due. Sign in, so that we can replace it.');
  expect(signInReminderWords(3).body).toBe('Three keys are due. Sign in, so that we can replace them.');
});
