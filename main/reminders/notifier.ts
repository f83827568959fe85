import { Notification, type NotificationAction } from 'electron';
import type { NoticeAction, Notifier, ReminderNotice } from '../../core/reminders/notifier.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { noticeButtons } from './notice-buttons.ts';

/** Milliseconds for the system to say whether it shows a notification. Some never say; then it counts as shown. */
const answerMs = 3_000;

/** The system's notifications, with buttons where it has them (macOS and Windows); a click anywhere opens the keys. */
export function openNotifier(platform: NodeJS.Platform): Notifier {
  const listeners = new Set<(action: NoticeAction) => void>();
  /** A notification that nothing holds is collected, and its click with it. */
  const shown = new Set<Notification>();
  const tell = (action: NoticeAction): void => {
    for (const listener of listeners) listener(action);
  };

  function create(notice: ReminderNotice): Notification {
    const buttons = platform === 'darwin' || platform === 'win32' ? noticeButtons(notice) : [];
    const actions = buttons.map(({ text }): NotificationAction => ({ type: 'button', text }));
    const notification = new Notification({
      title: notice.title,
      body: notice.body,
      ...(actions.length > 0 ? { actions } : {}),
    });
    notification.on('click', () => tell({ kind: 'open', notice }));
    notification.on('close', () => shown.delete(notification));
    if (actions.length > 0) {
      notification.on('action', ({ actionIndex }) => {
        const button = buttons[actionIndex];
        if (button) tell(button.action);
      });
    }
    return notification;
  }

  return {
    async show(notice): Promise<Result<void>> {
      if (!Notification.isSupported())
        return failed(failure('notifications-unavailable', { detail: 'not supported here' }));
      const notification = create(notice);
      shown.add(notification);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(ok(undefined)), answerMs);
        const settle = (answer: Result<void>): void => {
          clearTimeout(timer);
          resolve(answer);
        };
        notification.once('show', () => settle(ok(undefined)));
        notification.once('failed', (_event, error) => {
          shown.delete(notification);
          settle(failed(failure('notifications-unavailable', { detail: error })));
        });
        notification.show();
      });
    },
    onAction(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
