/** A keychain in this process: what most tests run on. That it answers as the real one does, `secret-store-contract.ts` shows. */
import { setImmediate as turn } from 'node:timers/promises';
import { keychainFailure } from '../../core/keychain/failures.ts';
import type { ChildSecretStore } from '../../core/keychain/keychain-client.ts';
import { unfitSecret } from '../../core/keychain/unfit-secret.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Keyring } from '../keyring/keyring.ts';

type Operation = 'get' | 'set' | 'delete' | 'list';

export interface MemoryKeychain extends Keyring {
  /** By their accounts. */
  readonly kept: Map<string, string>;
  /** What the next calls of this kind fail with; undefined fixes them. */
  trouble(operation: Operation, why: Failure | undefined): void;
  /** One program's way to it; there may be several. */
  open(options?: { deadlineMs?: number }): ChildSecretStore;
}

/** In the words of libsecret. */
const locked = 'Cannot create an item in a locked collection';
const noService = 'The connection is closed';

const whenClosed = 'the keychain was closed';

/** Milliseconds, as for the real one. */
const usualDeadlineMs = 8_000;

export function memoryKeychain(): MemoryKeychain {
  const kept = new Map<string, string>();
  const troubles = new Map<Operation, Failure>();
  let state: 'open' | 'locked' | 'gone' = 'open';
  let frozen = false;
  /** Ends the waiting of every question that met a frozen keychain. */
  const waiting = new Set<() => void>();

  function wake(): void {
    for (const end of [...waiting]) end();
  }

  function refusal(operation: Operation): Failure | undefined {
    const told = (words: string): Failure =>
      keychainFailure({ id: 0, kind: 'refused', words }, process.platform);
    if (state === 'gone') return told(noService);
    return state === 'locked' ? told(locked) : troubles.get(operation);
  }

  function open({ deadlineMs = usualDeadlineMs } = {}): ChildSecretStore {
    const closing = new Set<() => void>();
    let closings = 0;

    /** Why it was given up; undefined once the keychain answers again. */
    function untilThawed(): Promise<string | undefined> {
      return new Promise((resolve) => {
        const settle = (why: string | undefined): void => {
          clearTimeout(timer);
          waiting.delete(thawed);
          closing.delete(closed);
          resolve(why);
        };
        const thawed = (): void => settle(undefined);
        const closed = (): void => settle(whenClosed);
        const timer = setTimeout(settle, deadlineMs, 'no answer in time');
        waiting.add(thawed);
        closing.add(closed);
      });
    }

    async function ask<T>(operation: Operation, work: () => T): Promise<Result<T>> {
      // The real one never answers at once either.
      const before = closings;
      await turn();
      const isClosed = closings !== before;
      const silent = isClosed ? whenClosed : frozen ? await untilThawed() : undefined;
      if (silent)
        return failed(
          failure(silent === whenClosed ? 'keychain-failed' : 'keychain-silent', { detail: silent }),
        );
      const refused = refusal(operation);
      return refused ? failed(refused) : ok(work());
    }

    return {
      get: (account) => ask('get', () => kept.get(account)),
      async set(account, secret) {
        const unfit = unfitSecret(secret);
        if (unfit) return failed(unfit);
        return ask('set', () => void kept.set(account, secret));
      },
      delete: (account) => ask('delete', () => void kept.delete(account)),
      accounts: () => ask('list', () => [...kept.keys()]),
      async close() {
        closings += 1;
        for (const end of [...closing]) end();
      },
    };
  }

  return {
    kept,
    trouble: (operation, why) => void (why ? troubles.set(operation, why) : troubles.delete(operation)),
    open,
    // Whatever is started as a process after all finds no keychain, and least of all the person's own.
    env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
      wake();
    },
    async kill() {
      state = 'gone';
      frozen = false;
      wake();
    },
    async restart({ unlocked = true } = {}) {
      state = unlocked ? 'open' : 'locked';
      frozen = false;
      wake();
    },
    async stop() {
      wake();
    },
  };
}
