import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { WatchFinding, WatchView } from '../../shared/watch.ts';
import { watchMessage } from '../../shared/wording/watch.ts';
import { fixedWords } from '../sections/connections/watch-words.ts';
import type { Announcer } from './announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, type Work } from './work.ts';

export interface WatchState {
  readonly findings: readonly WatchFinding[];
  /** What is being fixed, by its connection. */
  readonly work: Work<string>;
}

/** Names a finding for as long as it stands. */
export const findingKey = ({ connectionId, kind, name }: WatchFinding): string =>
  [connectionId, kind, name].join(' ');

export function createWatchStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<WatchState>(() => ({ findings: [], work: idle }));

  function show({ findings }: WatchView): void {
    const known = new Set(store.getState().findings.map(findingKey));
    store.setState({ findings });
    for (const finding of findings) {
      if (!known.has(findingKey(finding))) announcer.say(watchMessage(finding).title);
    }
  }

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.watch,
        ask: api.watch.view,
        show,
        // Nothing was asked for here, so there is nothing to tell; what it sees comes as events.
        fail: () => store.setState({ findings: [] }),
      }),
    async fix({ connectionId, client }: Pick<WatchFinding, 'connectionId' | 'client'>): Promise<boolean> {
      const answer = await doing<string, WatchView>(
        (work) => store.setState({ work }),
        connectionId,
        () => api.watch.fix({ connectionId }),
      );
      if (!answer.ok) return false;
      show(answer.value);
      const isRight = !answer.value.findings.some((one) => one.connectionId === connectionId);
      if (isRight) announcer.say(fixedWords(client));
      return true;
    },
  };
}
