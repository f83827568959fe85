import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Finding } from '../../shared/doctor.ts';
import type { Announcer } from './announcer.ts';
import { doing, idle, type Work } from './work.ts';

export interface DoctorState {
  readonly findings: readonly Finding[] | undefined;
  readonly work: Work<'check'>;
}

export function createDoctorStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<DoctorState>(() => ({ findings: undefined, work: idle }));
  return {
    store,
    async check(): Promise<void> {
      const answer = await doing(
        (work) => store.setState({ work }),
        'check',
        () => api.doctor.check(),
      );
      if (!answer.ok) return;
      store.setState({ findings: answer.value });
      const bad = answer.value.some(({ status }) => status === 'bad');
      announcer.say(bad ? 'The check-up found something to mend.' : 'The check-up found nothing wrong.');
    },
    /** What was found is about one connection; it says nothing about the next. */
    forget: (): void => store.setState({ findings: undefined, work: idle }),
  };
}
