import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import type { Result } from '../../shared/result.ts';
import type { Adoption, ScanFinding, ScanPlace, ScanView } from '../../shared/scan.ts';
import { revocationTrouble } from '../../shared/wording/revocation.ts';
import { endedWords } from '../sections/incident/scan-words.ts';
import type { Announcer } from './announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, type Work } from './work.ts';

/** The dialog about one finding, from the question to what came of it. */
export type Settling = { readonly finding: ScanFinding } & (
  | { readonly what: 'revoke' | 'adopt'; readonly stage: 'asking' | 'working' }
  | { readonly what: 'revoke' | 'adopt'; readonly stage: 'failed'; readonly failure: Failure }
  | { readonly what: 'revoke'; readonly stage: 'settled'; readonly answer: Result<Proof> }
  | { readonly what: 'adopt'; readonly stage: 'settled'; readonly adopted: Adoption }
);

export interface ScanState {
  readonly view: ScanView;
  /** Proposed and chosen places; absent until they were asked for. */
  readonly places: readonly ScanPlace[] | undefined;
  /** The paths that the person agreed to. */
  readonly agreed: ReadonlySet<string>;
  readonly settling: Settling | undefined;
  readonly work: Work<'places' | 'choose' | 'start' | 'cancel' | 'show'>;
}

export function createScanStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<ScanState>(() => ({
    view: { state: 'idle' },
    places: undefined,
    agreed: new Set(),
    settling: undefined,
    work: idle,
  }));
  const on = <T>(action: 'places' | 'choose' | 'start' | 'cancel' | 'show', call: () => Promise<Result<T>>) =>
    doing<typeof action, T>((work) => store.setState({ work }), action, call);

  function show(view: ScanView): void {
    const before = store.getState().view;
    store.setState({ view });
    if (before.state === 'looking' && view.state === 'ended') announcer.say(endedWords(view).title);
  }

  async function settle(finding: ScanFinding, what: 'revoke' | 'adopt'): Promise<Settling> {
    const findingId = finding.id;
    if (what === 'revoke') {
      const answer = await api.scan.revoke({ findingId });
      return answer.ok || revocationTrouble(answer.error)
        ? { finding, what, stage: 'settled', answer }
        : { finding, what, stage: 'failed', failure: answer.error };
    }
    const answer = await api.scan.adopt({ findingId });
    return answer.ok
      ? { finding, what, stage: 'settled', adopted: answer.value }
      : { finding, what, stage: 'failed', failure: answer.error };
  }

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.scan,
        ask: api.scan.view,
        show,
        // Nothing was being looked for that we know of; a running look tells itself with its next step.
        fail: () => {},
      }),
    /** Asks which places there are, once; all that are proposed are agreed to unless the person takes one out. */
    async loadPlaces(): Promise<void> {
      if (store.getState().places) return;
      const answer = await on('places', () => api.scan.places());
      if (answer.ok)
        store.setState({ places: answer.value, agreed: new Set(answer.value.map(({ path }) => path)) });
    },
    agree(path: string, agreed: boolean): void {
      const paths = new Set(store.getState().agreed);
      if (agreed) paths.add(path);
      else paths.delete(path);
      store.setState({ agreed: paths });
    },
    async choosePlace(): Promise<void> {
      const answer = await on('choose', () => api.scan.choosePlace());
      if (!answer.ok || !answer.value.place) return;
      const { place } = answer.value;
      const others = (store.getState().places ?? []).filter(({ path }) => path !== place.path);
      store.setState(({ agreed }) => ({
        places: [...others, place],
        agreed: new Set([...agreed, place.path]),
      }));
    },
    async start(): Promise<void> {
      const paths = [...store.getState().agreed];
      if (paths.length === 0) return;
      const answer = await on('start', () => api.scan.start({ paths }));
      if (answer.ok) show(answer.value);
    },
    async cancel(): Promise<void> {
      const answer = await on('cancel', () => api.scan.cancel());
      if (answer.ok) show(answer.value);
    },
    show: (findingId: string) => on('show', () => api.scan.show({ findingId })),
    ask: (finding: ScanFinding, what: 'revoke' | 'adopt'): void =>
      store.setState({ settling: { finding, what, stage: 'asking' } }),
    async confirm(): Promise<void> {
      const { settling } = store.getState();
      if (!settling || settling.stage === 'working') return;
      const { finding, what } = settling;
      store.setState({ settling: { finding, what, stage: 'working' } });
      store.setState({ settling: await settle(finding, what) });
    },
    /** Closes the dialog; while it works it stays. */
    close(): void {
      if (store.getState().settling?.stage !== 'working') store.setState({ settling: undefined });
    },
    /** Back to choosing places, with what was found forgotten here. */
    startOver: (): void => store.setState({ view: { state: 'idle' } }),
  };
}
