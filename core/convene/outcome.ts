import type { Failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';

/**
 * How one try went. `passing`: a fault on the way, which may be gone at the next try. `at`: the server's clock,
 * ISO 8601 UTC, where an answer with a valid `Date` came.
 */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly at?: string }
  | {
      readonly ok: false;
      readonly error: Failure;
      readonly passing: boolean;
      readonly at?: string;
      /** Milliseconds for which the server wants to be left alone. */
      readonly retryAfterMs?: number;
    };

export const asResult = <T>(outcome: Outcome<T>): Result<T> =>
  outcome.ok ? ok(outcome.value) : failed(outcome.error);
