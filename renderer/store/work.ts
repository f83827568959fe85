import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';

/** What a store has asked for: nothing, something under way, or the last thing that failed. */
export type Work<Action extends string> =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly action: Action }
  | { readonly state: 'failed'; readonly action: Action; readonly failure: Failure };

export const idle = { state: 'idle' } as const;

/** Makes a call and shows its way in `set`; the failure stays until the next call. */
export async function doing<Action extends string, T>(
  set: (work: Work<Action>) => void,
  action: Action,
  call: () => Promise<Result<T>>,
): Promise<Result<T>> {
  set({ state: 'running', action });
  const answer = await call();
  set(answer.ok ? idle : { state: 'failed', action, failure: answer.error });
  return answer;
}

export const isRunning = <Action extends string>(work: Work<Action>, ...actions: Action[]): boolean =>
  work.state === 'running' && (actions.length === 0 || actions.includes(work.action));

export const failureOf = <Action extends string>(
  work: Work<Action>,
  ...actions: Action[]
): Failure | undefined =>
  work.state === 'failed' && (actions.length === 0 || actions.includes(work.action))
    ? work.failure
    : undefined;
