import type { SnoozeChoice } from '../../shared/reminders/hours.ts';
import type { Result } from '../../shared/result.ts';
import type { ReminderWords } from '../../shared/wording/reminders.ts';

/** One notification. */
export interface ReminderNotice extends ReminderWords {
  /** `keys`: some are due; `sign-in`: nothing can be replaced before; `test`: the person wanted to see one. */
  readonly kind: 'keys' | 'sign-in' | 'test';
  /** The keys it is about, the most pressing first. */
  readonly keyIds: readonly string[];
  /** How they can be put off. */
  readonly snoozeChoices: readonly SnoozeChoice[];
}

/** What the person did with a notification. `open` is a click on the notification itself. */
export type NoticeAction =
  | { readonly kind: 'open' | 'rotate'; readonly notice: ReminderNotice }
  | { readonly kind: 'snooze'; readonly choice: SnoozeChoice; readonly notice: ReminderNotice };

/** Notifications of the system. */
export interface Notifier {
  /** Fails where the system doesn't show it; must not take longer than a few seconds. */
  show(notice: ReminderNotice): Promise<Result<void>>;
  onAction(listener: (action: NoticeAction) => void): () => void;
}
