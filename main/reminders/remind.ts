import type { Log } from '../../core/log.ts';
import type { NoticeAction, Notifier } from '../../core/reminders/notifier.ts';
import type { Reminders } from '../../core/reminders/reminders.ts';
import type { SnoozeChoice } from '../../shared/reminders/hours.ts';
import type { Result } from '../../shared/result.ts';
import type { TrayReminders } from '../shell/tray.ts';

/** Tells when the computer has slept or the person has come back. Electron's `powerMonitor` is one. */
export interface PowerEvents {
  on(event: 'resume', listener: () => void): unknown;
  on(event: 'unlock-screen', listener: () => void): unknown;
}

export interface RemindDeps {
  readonly reminders: Pick<Reminders, 'view' | 'onChange' | 'snooze' | 'pause' | 'wake'>;
  readonly notifier: Pick<Notifier, 'onAction'>;
  readonly power: PowerEvents;
  readonly log: Log;
  /** Shows the window at these keys, with the first step of replacing them where that is wanted. */
  showKeys(keyIds: readonly string[], intent: 'look' | 'rotate'): void;
}

/** Does what people choose in notifications and in the tray; answers what the tray needs for that. */
export function remind(parts: RemindDeps): TrayReminders {
  const { reminders, log, showKeys } = parts;

  /** What can't be put off is shown, so that the person sees that it still stands. */
  function snooze(keyIds: readonly string[], choice: SnoozeChoice): void {
    reminders
      .snooze(keyIds, choice)
      .then((snoozed) => {
        if (!failedAt('snooze', snoozed)) return;
        showKeys(keyIds, 'look');
      })
      .catch((error: unknown) => log('reminders failed', { error: String(error) }));
  }

  function failedAt(what: string, result: Result<unknown>): boolean {
    if (!result.ok) log('reminders failed', { what, failure: result.error });
    return !result.ok;
  }

  function act(action: NoticeAction): void {
    const { keyIds } = action.notice;
    if (action.kind === 'snooze') snooze(keyIds, action.choice);
    else showKeys(keyIds, action.kind === 'rotate' ? 'rotate' : 'look');
  }

  parts.notifier.onAction(act);
  parts.power.on('resume', () => reminders.wake());
  parts.power.on('unlock-screen', () => reminders.wake());
  return {
    reminders,
    rotate: (keyId) => showKeys([keyId], 'rotate'),
    snooze: (keyId, choice) => snooze([keyId], choice),
    pause: (days) => {
      reminders
        .pause(days)
        .then((paused) => failedAt('pause', paused))
        .catch((error: unknown) => log('reminders failed', { error: String(error) }));
    },
  };
}
