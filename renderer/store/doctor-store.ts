import { createStore } from 'zustand/vanilla';
import type { ClientId } from '../../shared/clients.ts';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Finding } from '../../shared/doctor.ts';
import type { Result } from '../../shared/result.ts';
import type { Announcer } from '../data/announcer.ts';
import { doing, idle, type Work } from './work.ts';

export interface DoctorState {
  readonly findings: readonly Finding[] | undefined;
  readonly work: Work<'check' | 'fix'>;
}

export function createDoctorStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<DoctorState>(() => ({ findings: undefined, work: idle }));
  /** What is asked for one page says nothing about the next. */
  let page = 0;

  async function found(action: 'check' | 'fix', call: () => Promise<Result<Finding[]>>): Promise<void> {
    const asked = page;
    const isLate = (): boolean => asked !== page;
    const answer = await doing<'check' | 'fix', Finding[]>(
      (work) => {
        if (!isLate()) store.setState({ work });
      },
      action,
      call,
    );
    if (!answer.ok || isLate()) return;
    store.setState({ findings: answer.value });
    const bad = answer.value.some(({ status }) => status === 'bad');
    announcer.say(bad ? 'The check-up found something to fix.' : 'The check-up found nothing wrong.');
  }

  return {
    store,
    check: (client: ClientId) => found('check', () => api.doctor.check({ client })),
    /** Fixes the first bad finding, where one press does that. */
    fix: (client: ClientId) => found('fix', () => api.doctor.fix({ client })),
    forget(): void {
      page += 1;
      store.setState({ findings: undefined, work: idle });
    },
  };
}
