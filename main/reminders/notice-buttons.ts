import type { NoticeAction, ReminderNotice } from '../../core/reminders/notifier.ts';
import { reminderLabels } from '../../shared/wording/reminders.ts';

interface NoticeButton {
  readonly text: string;
  readonly action: NoticeAction;
}

/** What a notification offers, the most likely first: macOS shows that one, and the others behind it. */
export function noticeButtons(notice: ReminderNotice): NoticeButton[] {
  if (notice.kind === 'test') return [];
  if (notice.kind === 'sign-in') return [{ text: reminderLabels.signIn, action: { kind: 'open', notice } }];
  return [
    { text: reminderLabels.rotate, action: { kind: 'rotate', notice } },
    ...notice.snoozeChoices.map(
      (choice): NoticeButton => ({
        text: reminderLabels.snooze[choice],
        action: { kind: 'snooze', choice, notice },
      }),
    ),
  ];
}
