import type { Failure } from '../../shared/failure.ts';
import type { LoginItem } from '../../shared/login-item.ts';
import { type CallState, useCall, useQuery } from '../data/companion.tsx';

const says = (_answer: LoginItem, { on }: { on: boolean }): string =>
  on ? 'The Companion starts when you log in.' : 'The Companion doesn’t start by itself.';

/** Whether the companion starts at login; no state until main has said. */
export function useLoginItem(): {
  readonly state: LoginItem['state'] | undefined;
  readonly because: LoginItem['because'];
  readonly failure: Failure | undefined;
  readonly choose: CallState<'loginItem.choose'>;
} {
  const item = useQuery('loginItem.view');
  const choose = useCall('loginItem.choose', { says });
  return {
    state: item.state === 'ready' ? item.value.state : undefined,
    because: item.state === 'ready' ? item.value.because : undefined,
    failure: choose.failure ?? (item.state === 'failed' ? item.failure : undefined),
    choose,
  };
}
