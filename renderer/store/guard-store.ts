import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { GuardFinding, GuardView } from '../../shared/guard.ts';
import { guardWords } from '../../shared/wording/guard.ts';
import { mendedWords } from '../wording/guard.ts';
import type { Announcer } from './announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, type Work } from './work.ts';

export interface GuardState {
  readonly findings: readonly GuardFinding[];
  /** What is being mended, by its connection. */
  readonly work: Work<string>;
}

/** Names a finding for as long as it stands. */
export const findingKey = ({ connectionId, kind, name }: GuardFinding): string =>
  [connectionId, kind, name].join(' ');

export function createGuardStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<GuardState>(() => ({ findings: [], work: idle }));

  function show({ findings }: GuardView): void {
    const known = new Set(store.getState().findings.map(findingKey));
    store.setState({ findings });
    for (const finding of findings) {
      if (!known.has(findingKey(finding))) announcer.say(guardWords(finding).title);
    }
  }

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.guard,
        ask: api.guard.view,
        show,
        // Nothing was asked for here, so there is nothing to tell; what it sees comes as events.
        fail: () => store.setState({ findings: [] }),
      }),
    async mend({ connectionId, client }: Pick<GuardFinding, 'connectionId' | 'client'>): Promise<boolean> {
      const answer = await doing<string, GuardView>(
        (work) => store.setState({ work }),
        connectionId,
        () => api.guard.mend({ connectionId }),
      );
      if (!answer.ok) return false;
      show(answer.value);
      const isRight = !answer.value.findings.some((one) => one.connectionId === connectionId);
      if (isRight) announcer.say(mendedWords(client));
      return true;
    },
  };
}
