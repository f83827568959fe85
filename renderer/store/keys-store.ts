import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { KeysView, KeyView, Proof } from '../../shared/keys/key-view.ts';
import type { OpenRequest } from '../../shared/open-request.ts';
import type { Result } from '../../shared/result.ts';
import { failureMessage } from '../../shared/wording/failures.ts';
import type { Announcer } from '../data/announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, type Work } from './work.ts';

/** The dialog about one key, from the question to the proof. The key is as it was when the person asked. */
export type Revoking =
  | { readonly stage: 'asking' | 'working'; readonly key: KeyView }
  | { readonly stage: 'settled'; readonly key: KeyView; readonly answer: Result<Proof> };

export interface KeysState {
  readonly view: KeysView;
  readonly work: Work<'refresh' | 'open-page'>;
  readonly revoking: Revoking | undefined;
  /** What the person chose in the tray or in a notification, until the list is there to go on with it. */
  readonly openRequest: OpenRequest | undefined;
}

export function createKeysStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<KeysState>(() => ({
    view: { state: 'loading' },
    work: idle,
    revoking: undefined,
    openRequest: undefined,
  }));
  const setWork = (work: KeysState['work']): void => store.setState({ work });

  function show(view: KeysView): void {
    const before = store.getState();
    store.setState({ view });
    if (view.state !== 'listed' || before.view.state !== 'listed') return;
    const waited = new Set(before.view.keys.filter((key) => key.revocationNotConfirmed).map(({ id }) => id));
    for (const key of view.keys) {
      const isRevoked = key.revokedAt !== null && !key.revocationNotConfirmed;
      if (waited.has(key.id) && isRevoked && before.revoking?.key.id !== key.id)
        announcer.say(`Convene has confirmed it now: “${key.name}” is revoked.`);
    }
  }

  async function revoke(): Promise<void> {
    const { revoking } = store.getState();
    if (!revoking || revoking.stage === 'working') return;
    const { key } = revoking;
    store.setState({ revoking: { stage: 'working', key } });
    const answer = await api.keys.revoke({ keyId: key.id });
    store.setState({ revoking: { stage: 'settled', key, answer } });
  }

  async function takeOpenRequest(): Promise<void> {
    const answer = await api.openRequest.take();
    if (answer.ok && answer.value.openRequest) store.setState({ openRequest: answer.value.openRequest });
  }

  return {
    store,
    /** Asks what was chosen outside, now and whenever main says that something was. */
    openFromRequest(): () => void {
      void takeOpenRequest();
      return api.on.openRequest(() => void takeOpenRequest());
    },
    forgetOpenRequest: (): void => store.setState({ openRequest: undefined }),
    open: (): (() => void) =>
      feed({
        listen: api.on.keys,
        ask: api.keys.view,
        show,
        fail: (failure) => show({ state: 'unavailable', failure }),
      }),
    async refresh(): Promise<void> {
      const answer = await doing(setWork, 'refresh', () => api.keys.refresh());
      if (!answer.ok) return;
      show(answer.value);
      if (answer.value.state === 'listed')
        announcer.say(
          answer.value.stale ? failureMessage(answer.value.stale).title : 'The list is up to date.',
        );
    },
    openKeysPage: () => doing(setWork, 'open-page', () => api.keys.openKeysPage()),
    askToRevoke: (key: KeyView): void => store.setState({ revoking: { stage: 'asking', key } }),
    revoke,
    /** Asks Convene once more for a key whose revocation isn't confirmed. */
    async tryAgain(key: KeyView): Promise<void> {
      store.setState({ revoking: { stage: 'asking', key } });
      await revoke();
    },
    /** Closes the dialog; while Convene is being asked it stays. */
    closeRevoking(): void {
      const { revoking } = store.getState();
      if (!revoking || revoking.stage === 'working') return;
      store.setState({ revoking: undefined });
      if (revoking.stage === 'settled' && revoking.answer.ok)
        announcer.say(`“${revoking.key.name}” is revoked.`);
    },
  };
}
