import { createStore } from 'zustand/vanilla';
import type { CompanionApi } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Rotated, RotationView } from '../../shared/rotation.ts';
import type { Announcer } from './announcer.ts';
import { feed } from './feed.ts';

/** The dialog about one rotation, from the first step to the proof. */
export type Rotating = { readonly connectionId: string; readonly keyName: string } & (
  | { readonly stage: 'working' }
  | { readonly stage: 'done'; readonly rotated: Rotated }
  | { readonly stage: 'stopped'; readonly failure: Failure }
  | { readonly stage: 'going-back' }
);

export interface RotateState {
  /** What was begun and isn't finished. */
  readonly rotations: readonly RotationView[];
  readonly rotating: Rotating | undefined;
  /** Of the keys that are replaced one after another: those that still wait. */
  readonly waiting: readonly KeyToRotate[];
}

/** A key that this computer holds. */
export interface KeyToRotate {
  readonly connectionId: string;
  readonly keyName: string;
}

export function createRotateStore(api: CompanionApi, announcer: Announcer) {
  const store = createStore<RotateState>(() => ({ rotations: [], rotating: undefined, waiting: [] }));
  const isBusy = (): boolean => {
    const stage = store.getState().rotating?.stage;
    return stage === 'working' || stage === 'going-back';
  };

  async function rotate({ connectionId, keyName }: KeyToRotate): Promise<boolean> {
    if (isBusy()) return false;
    store.setState({ rotating: { stage: 'working', connectionId, keyName } });
    const answer = await api.rotate.start({ connectionId });
    store.setState({
      rotating: answer.ok
        ? { stage: 'done', connectionId, keyName, rotated: answer.value }
        : { stage: 'stopped', connectionId, keyName, failure: answer.error },
    });
    announcer.say(answer.ok ? `“${keyName}” is replaced.` : `“${keyName}” is not replaced yet.`);
    return answer.ok;
  }

  return {
    store,
    open: (): (() => void) =>
      feed({
        listen: api.on.rotations,
        ask: api.rotate.view,
        show: ({ rotations }) => store.setState({ rotations }),
        // What was begun is told again as soon as main can read it.
        fail: () => store.setState({ rotations: [] }),
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
    async goBack({ connectionId, keyName }: KeyToRotate): Promise<void> {
      if (isBusy()) return;
      store.setState({ rotating: { stage: 'going-back', connectionId, keyName } });
      const answer = await api.rotate.goBack({ connectionId });
      store.setState({
        rotating: answer.ok ? undefined : { stage: 'stopped', connectionId, keyName, failure: answer.error },
      });
      if (answer.ok) announcer.say(`“${keyName}” stays in use, and the new key is revoked.`);
    },
    /** Closes the dialog; while something is under way it stays. */
    close(): void {
      if (!isBusy()) store.setState({ rotating: undefined });
    },
  };
}
