import { expect, it } from 'vitest';
import type { ReminderNotice } from '../../core/reminders/notifier.ts';
import { noticeButtons } from './notice-buttons.ts';

const notice: ReminderNotice = {
  kind: 'keys',
  title: 'Time for a new key',
  body: '“Claude on laptop” is due today.',
  keyIds: ['key_1'],
  snoozeChoices: ['day', 'week', 'after-market'],
};
const texts = (change: Partial<ReminderNotice>): string[] =>
  noticeButtons({ ...notice, ...change }).map(({ text }) => text);

it('a reminder rotates first, and can be put off', () => {
  expect(texts({})).toEqual([
    'Rotate…',
    'Remind me tomorrow',
    'Remind me in a week',
    'Remind me after the next market day',
  ]);
});

it('each button says which notification it is of', () => {
  expect(noticeButtons(notice)[1]?.action).toEqual({ kind: 'snooze', choice: 'day', notice });
});

it('who is signed out can sign in, and a test has no buttons', () => {
  expect(texts({ kind: 'sign-in' })).toEqual(['Sign in…']);
  expect(texts({ kind: 'test' })).toEqual([]);
});
