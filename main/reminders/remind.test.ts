import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { noLog } from '../../core/log.ts';
import type { NoticeAction, ReminderNotice } from '../../core/reminders/notifier.ts';
import { failure } from '../../shared/failure.ts';
import { usualSettings } from '../../shared/reminders/policy.ts';
import type { RemindersView } from '../../shared/reminders/view.ts';
import { failed, ok } from '../../shared/result.ts';
import type { TrayReminders } from '../shell/tray.ts';
import { remind } from './remind.ts';

const notice: ReminderNotice = {
  kind: 'keys',
  title: 'Time for new keys',
  body: 'Two keys are due: “A” and “B”.',
  keyIds: ['a', 'b'],
  snoozeChoices: ['day', 'week'],
};
const view: RemindersView = {
  settings: usualSettings(),
  due: [],
  snoozed: [],
  snoozeChoices: ['day', 'week'],
  signedOut: false,
};
const reminders = {
  view: () => view,
  onChange: () => () => {},
  snooze: vi.fn(),
  pause: vi.fn(),
  wake: vi.fn(),
};
const showKeys = vi.fn();
let power = new EventEmitter();
let choose = (_action: NoticeAction): void => {};
let tray: TrayReminders;

beforeEach(() => {
  vi.resetAllMocks();
  reminders.snooze.mockResolvedValue(ok(view));
  reminders.pause.mockResolvedValue(ok(view));
  power = new EventEmitter();
  tray = remind({
    reminders,
    notifier: {
      onAction(listener) {
        choose = listener;
        return () => {};
      },
    },
    power,
    log: noLog,
    showKeys,
  });
});

describe('a notification', () => {
  it('that is clicked shows its keys', () => {
    choose({ kind: 'open', notice });
    expect(showKeys).toHaveBeenCalledWith(['a', 'b'], 'look');
  });

  it('leads to replacing its keys', () => {
    choose({ kind: 'rotate', notice });
    expect(showKeys).toHaveBeenCalledWith(['a', 'b'], 'rotate');
  });

  it('is put off for all its keys, without a window', async () => {
    choose({ kind: 'snooze', choice: 'week', notice });
    expect(reminders.snooze).toHaveBeenCalledWith(['a', 'b'], 'week');
    await Promise.resolve();
    expect(showKeys).not.toHaveBeenCalled();
  });

  it('that can’t be put off shows its keys', async () => {
    reminders.snooze.mockResolvedValue(failed(failure('storage-failed')));
    choose({ kind: 'snooze', choice: 'week', notice });
    await vi.waitFor(() => expect(showKeys).toHaveBeenCalledWith(['a', 'b'], 'look'));
  });
});

describe('the tray', () => {
  it('rotates, snoozes and pauses', () => {
    tray.rotate('a');
    tray.snooze('b', 'day');
    tray.pause(7);
    expect(showKeys).toHaveBeenCalledWith(['a'], 'rotate');
    expect(reminders.snooze).toHaveBeenCalledWith(['b'], 'day');
    expect(reminders.pause).toHaveBeenCalledWith(7);
  });
});

it('a computer that wakes up looks at what is due', () => {
  power.emit('resume');
  power.emit('unlock-screen');
  expect(reminders.wake).toHaveBeenCalledTimes(2);
});
