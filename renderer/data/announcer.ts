import { createStore } from 'zustand/vanilla';

/** What screen readers are told without moving the focus. `count` makes the same words twice two messages. */
export interface Announcement {
  readonly words: string;
  readonly count: number;
}

export type Announcer = ReturnType<typeof createAnnouncer>;

export function createAnnouncer() {
  const store = createStore<Announcement>(() => ({ words: '', count: 0 }));
  return {
    store,
    say: (words: string): void => store.setState(({ count }) => ({ words, count: count + 1 })),
  };
}
