import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { ReminderPreferences, WeeklyMarkets } from '../../shared/reminders/policy-schema.ts';
import type { RemindersView } from '../../shared/reminders/view.ts';
import type { Result } from '../../shared/result.ts';
import type { Announcer } from './announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, type Work } from './work.ts';

type RemindersAction = 'look' | 'choose' | 'read' | 'test';

export interface RemindersState {
  /** Absent until main has said once. */
  readonly view: RemindersView | undefined;
  readonly work: Work<RemindersAction>;
}

export function createRemindersStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<RemindersState>(() => ({ view: undefined, work: idle }));
  const setWork = (work: RemindersState['work']): void => store.setState({ work });
  const show = (view: RemindersView): void => store.setState({ view });

  async function chosen(call: () => Promise<Result<RemindersView>>, said: string): Promise<void> {
    const answer = await doing(setWork, 'choose', call);
    if (!answer.ok) return;
    show(answer.value);
    announcer.say(said);
  }

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.reminders,
        ask: api.reminders.view,
        show,
        fail: (failure) => setWork({ state: 'failed', action: 'look', failure }),
      }),
    setNotifications: (notifications: boolean) =>
      chosen(
        () => api.reminders.choose({ chosen: { notifications } }),
        notifications ? 'Reminders are on.' : 'Reminders are off.',
      ),
    setQuietHours: (quietHours: ReminderPreferences['quietHours']) =>
      chosen(() => api.reminders.choose({ chosen: { quietHours } }), 'The quiet hours are changed.'),
    setTerm: (organizationId: string, days: number) =>
      chosen(() => api.reminders.setTerm({ organizationId, days }), `Keys are due after ${days} days.`),
    setWeeklyMarkets: (organizationId: string, weeklyMarkets: WeeklyMarkets | null) =>
      chosen(
        () => api.reminders.setWeeklyMarkets({ organizationId, weeklyMarkets }),
        'The market days are changed.',
      ),
    /** Without days the key has its organization's again. */
    setKeyTerm: (organizationId: string, keyId: string, days: number | null) =>
      chosen(
        () => api.reminders.setKeyTerm({ organizationId, keyId, days }),
        days === null ? 'The key is due like the others.' : `The key is due after ${days} days.`,
      ),
    pause: (days: number) =>
      chosen(() => api.reminders.pause({ days }), days > 0 ? 'Reminders are paused.' : 'Reminders go on.'),
    /** What no notification could tell was read. */
    read: async (): Promise<void> => {
      const answer = await doing(setWork, 'read', api.reminders.read);
      if (answer.ok) show(answer.value);
    },
    test: () => doing(setWork, 'test', () => api.reminders.test()),
    forgetFailure: (): void => setWork(idle),
  };
}
