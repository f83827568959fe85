import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { LoginItem } from '../../shared/login-item.ts';
import type { Announcer } from '../data/announcer.ts';
import { doing, idle, type Work } from './work.ts';

export interface LoginItemState {
  /** Absent until main has said. */
  readonly state: LoginItem['state'] | undefined;
  readonly work: Work<'look' | 'choose'>;
}

/** Whether the companion starts at login. */
export function createLoginItemStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<LoginItemState>(() => ({ state: undefined, work: idle }));
  const setWork = (work: LoginItemState['work']): void => store.setState({ work });
  return {
    store,
    async look(): Promise<void> {
      const answer = await doing(setWork, 'look', () => api.loginItem.view());
      if (answer.ok) store.setState(answer.value);
    },
    async choose(on: boolean): Promise<void> {
      const answer = await doing(setWork, 'choose', () => api.loginItem.choose({ on }));
      if (!answer.ok) return;
      store.setState(answer.value);
      announcer.say(on ? 'The Companion starts when you log in.' : 'The Companion doesn’t start by itself.');
    },
  };
}
