import type { CallArguments } from '../../../shared/contract/derive.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { ReminderPreferences, WeeklyMarkets } from '../../../shared/reminders/policy-schema.ts';
import { useCall } from '../../data/companion.tsx';

/** What a person chooses about reminders. Each is done in the order of asking. */
export interface ReminderChoices {
  setNotifications(notifications: boolean): void;
  setQuietHours(quietHours: ReminderPreferences['quietHours']): void;
  setTerm(organizationId: string, days: number): void;
  setWeeklyMarkets(organizationId: string, weeklyMarkets: WeeklyMarkets | null): void;
  /** Without days the key has its organization's again. */
  setKeyTerm(organizationId: string, keyId: string, days: number | null): void;
  pause(days: number): void;
  test(): void;
  readonly testing: boolean;
  /** Why the last of them failed. */
  readonly failure: Failure | undefined;
}

type Chosen = CallArguments<'reminders.choose'>[0];

function chosenWords(_view: unknown, { chosen: { notifications } }: Chosen): string {
  if (notifications === undefined) return 'The quiet hours are changed.';
  return notifications ? 'Reminders are on.' : 'Reminders are off.';
}
const termWords = (_view: unknown, { days }: { days: number }): string => `Keys are due after ${days} days.`;
const keyTermWords = (_view: unknown, { days }: { days: number | null }): string =>
  days === null ? 'The key is due like the others.' : `The key is due after ${days} days.`;
const pauseWords = (_view: unknown, { days }: { days: number }): string =>
  days > 0 ? 'Reminders are paused.' : 'Reminders go on.';

export function useReminderChoices(): ReminderChoices {
  const choose = useCall('reminders.choose', { says: chosenWords, waits: true });
  const setTerm = useCall('reminders.setTerm', { says: termWords, waits: true });
  const setKeyTerm = useCall('reminders.setKeyTerm', { says: keyTermWords, waits: true });
  const setWeeklyMarkets = useCall('reminders.setWeeklyMarkets', {
    says: 'The market days are changed.',
    waits: true,
  });
  const pause = useCall('reminders.pause', { says: pauseWords, waits: true });
  const test = useCall('reminders.test');
  const calls = [choose, setTerm, setKeyTerm, setWeeklyMarkets, pause, test];
  /** What failed before is no longer what was done last. */
  const anew = (): void => {
    for (const { forget } of calls) forget();
  };
  return {
    setNotifications(notifications) {
      anew();
      void choose.run({ chosen: { notifications } });
    },
    setQuietHours(quietHours) {
      anew();
      void choose.run({ chosen: { quietHours } });
    },
    setTerm(organizationId, days) {
      anew();
      void setTerm.run({ organizationId, days });
    },
    setWeeklyMarkets(organizationId, weeklyMarkets) {
      anew();
      void setWeeklyMarkets.run({ organizationId, weeklyMarkets });
    },
    setKeyTerm(organizationId, keyId, days) {
      anew();
      void setKeyTerm.run({ organizationId, keyId, days });
    },
    pause(days) {
      anew();
      void pause.run({ days });
    },
    test() {
      anew();
      void test.run();
    },
    testing: test.running,
    failure: calls.find(({ failure }) => failure)?.failure,
  };
}
