import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type { KeyView, Proof } from '../../shared/keys/key-view.ts';
import type { Result } from '../../shared/result.ts';
import type { HandoverView, Rotated, RotationView } from '../../shared/rotation.ts';
import { revocationTrouble } from '../../shared/wording/revocation.ts';
import type { Announcer } from '../data/announcer.ts';
import { feed } from './feed.ts';
import { doing, idle, isRunning, type Work } from './work.ts';

/** The dialog about one rotation, from the first step to the proof. */
export type Rotating = { readonly connectionId: string; readonly keyName: string } & (
  | { readonly stage: 'working' }
  | { readonly stage: 'done'; readonly rotated: Rotated }
  | { readonly stage: 'stopped'; readonly failure: Failure }
  | { readonly stage: 'going-back' }
);

export type HandAction = 'make' | 'copy' | 'placed' | 'finish' | 'cancel';

/** The key as it was when the person asked; `id` once its successor is being made. */
export interface HandoverDialogState {
  readonly oldKeyId: string;
  readonly oldKeyName: string;
  readonly oldTokenHint: string;
  readonly handoverId?: string;
  /** Its token was copied while this dialog was open. */
  readonly copied: boolean;
  readonly work: Work<HandAction>;
  /** What came of revoking the old key, where it isn't simply to be tried again. */
  readonly revoked?: Result<Proof>;
}

export interface RotateState {
  /** What was begun and isn't finished. */
  readonly rotations: readonly RotationView[];
  readonly handovers: readonly HandoverView[];
  readonly rotating: Rotating | undefined;
  /** The dialog about a key that is replaced by hand. */
  readonly handing: HandoverDialogState | undefined;
  /** Of the keys that are replaced one after another: those that still wait. */
  readonly waiting: readonly KeyToRotate[];
}

/** A key that this computer holds. */
export interface KeyToRotate {
  readonly connectionId: string;
  readonly keyName: string;
}

export function createRotateStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<RotateState>(() => ({
    rotations: [],
    handovers: [],
    rotating: undefined,
    handing: undefined,
    waiting: [],
  }));
  const isBusy = (): boolean => {
    const stage = store.getState().rotating?.stage;
    return stage === 'working' || stage === 'going-back';
  };

  async function rotate({ connectionId, keyName }: KeyToRotate): Promise<boolean> {
    if (isBusy()) return false;
    store.setState({ rotating: { stage: 'working', connectionId, keyName } });
    const answer = await api.rotations.start({ connectionId });
    store.setState({
      rotating: answer.ok
        ? { stage: 'done', connectionId, keyName, rotated: answer.value }
        : { stage: 'stopped', connectionId, keyName, failure: answer.error },
    });
    announcer.say(answer.ok ? `“${keyName}” is replaced.` : `“${keyName}” is not replaced yet.`);
    return answer.ok;
  }

  function changeHanding(changed: Partial<HandoverDialogState>): void {
    const { handing } = store.getState();
    if (handing) store.setState({ handing: { ...handing, ...changed } });
  }
  const onHanding = <T>(action: HandAction, call: () => Promise<Result<T>>): Promise<Result<T>> =>
    doing<HandAction, T>((work) => changeHanding({ work }), action, call);

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.rotations,
        ask: api.rotations.view,
        show: ({ rotations, handovers }) => store.setState({ rotations, handovers }),
        // What was begun is told again as soon as main can read it.
        fail: () => store.setState({ rotations: [], handovers: [] }),
      }),
    rotate,
    /** One after another; the first doubt stops. */
    async rotateAll(keys: readonly KeyToRotate[]): Promise<void> {
      for (const [at, key] of keys.entries()) {
        store.setState({ waiting: keys.slice(at + 1) });
        if (!(await rotate(key))) break;
      }
      store.setState({ waiting: [] });
    },
    /** Puts the old key back, where that is still possible. */
    async rollBack({ connectionId, keyName }: KeyToRotate): Promise<void> {
      if (isBusy()) return;
      store.setState({ rotating: { stage: 'going-back', connectionId, keyName } });
      const answer = await api.rotations.rollBack({ connectionId });
      store.setState({
        rotating: answer.ok ? undefined : { stage: 'stopped', connectionId, keyName, failure: answer.error },
      });
      if (answer.ok) announcer.say(`“${keyName}” stays in use, and the new key is revoked.`);
    },
    /** Opens the dialog about a key that lives elsewhere, and makes its successor unless that was done before. */
    async handOver(key: Pick<KeyView, 'id' | 'name' | 'tokenHint'>): Promise<void> {
      const begun = store.getState().handovers.find(({ oldKey }) => oldKey.id === key.id);
      store.setState({
        handing: {
          oldKeyId: key.id,
          oldKeyName: key.name,
          oldTokenHint: key.tokenHint,
          copied: false,
          work: idle,
          ...(begun && begun.stage !== 'to-make' ? { handoverId: begun.id } : {}),
        },
      });
      if (begun && begun.stage !== 'to-make') return;
      const made = await onHanding('make', () => api.handovers.start({ keyId: key.id }));
      if (!made.ok) return;
      const others = store.getState().handovers.filter(({ id }) => id !== made.value.id);
      store.setState({ handovers: [...others, made.value] });
      changeHanding({ handoverId: made.value.id });
    },
    async copyNewKey(): Promise<void> {
      const handoverId = store.getState().handing?.handoverId;
      if (handoverId === undefined) return;
      const copied = await onHanding('copy', () => api.handovers.copyNewKey({ handoverId }));
      if (!copied.ok) return;
      changeHanding({ copied: true });
      announcer.say('The new key is on the clipboard for a minute.');
    },
    async placed(): Promise<void> {
      const handoverId = store.getState().handing?.handoverId;
      if (handoverId === undefined) return;
      const noted = await onHanding('placed', () => api.handovers.placed({ handoverId }));
      if (noted.ok) store.setState({ handovers: noted.value.handovers });
    },
    async finishHandover(): Promise<void> {
      const handoverId = store.getState().handing?.handoverId;
      if (handoverId === undefined) return;
      const done = await onHanding('finish', () => api.handovers.finish({ handoverId }));
      if (done.ok || revocationTrouble(done.error)) changeHanding({ revoked: done });
      if (done.ok) announcer.say('The old key is revoked.');
    },
    async cancelHandover(): Promise<void> {
      const handoverId = store.getState().handing?.handoverId;
      if (handoverId === undefined) return;
      const cancelled = await onHanding('cancel', () => api.handovers.cancel({ handoverId }));
      if (cancelled.ok) store.setState({ handing: undefined, handovers: cancelled.value.handovers });
    },
    closeHanding(): void {
      const { handing } = store.getState();
      if (handing && !isRunning(handing.work)) store.setState({ handing: undefined });
    },
    /** Closes the dialog; while something is under way it stays. */
    close(): void {
      if (!isBusy()) store.setState({ rotating: undefined });
    },
  };
}
