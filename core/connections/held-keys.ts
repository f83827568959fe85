import type { Connection } from '../../shared/connect-view.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { ConnectionSecret } from '../keychain/accounts.ts';

/** What the keychain has of a connection's key: the token, the word that it was revoked, or nothing. */
export type HeldKey =
  | { readonly kind: 'token' }
  | { readonly kind: 'revoked'; readonly at: string | undefined }
  | { readonly kind: 'nothing' };

/**
 * What the keychain answered last of each connection, failures too. A look at a connection happens whenever something
 * changes, and a locked keychain may show a dialog each time it is asked.
 */
export interface HeldKeys {
  of(connection: Connection): Promise<Result<HeldKey>>;
  /** It is asked anew next time. */
  forget(connectionId: string): void;
  forgetFailures(): void;
}

export function createHeldKeys(
  read: (connectionId: string) => Promise<Result<ConnectionSecret | undefined>>,
): HeldKeys {
  const asked = new Map<string, { readonly key: string; readonly answer: Promise<Result<HeldKey>> }>();
  return {
    of(connection) {
      const key = connection.keyId ?? connection.tokenHint;
      const last = asked.get(connection.id);
      // Another companion may have put another key in its place.
      if (last?.key === key) return last.answer;
      const answer = read(connection.id).then(heldKey);
      asked.set(connection.id, { key, answer });
      return answer;
    },
    forget: (connectionId) => void asked.delete(connectionId),
    forgetFailures() {
      for (const [id, { answer }] of asked)
        void answer.then(({ ok: isKnown }) => {
          if (!isKnown && asked.get(id)?.answer === answer) asked.delete(id);
        });
    },
  };
}

function heldKey(secret: Result<ConnectionSecret | undefined>): Result<HeldKey> {
  if (!secret.ok) return secret;
  if (!secret.value) return ok({ kind: 'nothing' });
  return ok(
    secret.value.token === undefined ? { kind: 'revoked', at: secret.value.revokedAt } : { kind: 'token' },
  );
}
