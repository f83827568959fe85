import type { ReactElement } from 'react';
import type { Failure } from '../../../shared/failure.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { leftBehindWords } from '../../common/account-words.ts';
import { useViewValue } from '../../data/companion.tsx';
import type { LeftBehind } from '../../store/account-store.ts';
import { useStores } from '../../store/use-stores.ts';
import { Alarm } from '../../ui/alarm.tsx';
import { Button } from '../../ui/button.tsx';

/** Why nobody is signed in, or what signing out left behind. */
export function SignedOutNotice(parts: {
  failure: Failure | undefined;
  leftBehind: readonly LeftBehind[] | undefined;
}): ReactElement | null {
  const { keys } = useStores();
  const open = useViewValue('revocations')?.open ?? [];
  const left = parts.leftBehind ?? [];
  // What is asked for again stands in an alarm of its own.
  const others = left.filter((one) => !open.some(({ id }) => id === one.revocation));
  if (others.length > 0) {
    const addresses = [...new Set(others.flatMap(({ address }) => address ?? []))];
    const keyMayLive = others.some(({ what }) => ['key', 'unread', 'file'].includes(what));
    return (
      <Alarm title="You’re signed out, but not everything could be undone.">
        <ul>
          {others.map((one) => {
            const { title, todo } = leftBehindWords(one);
            return (
              <li key={`${one.what} ${one.name} ${one.market ?? ''} ${one.address ?? ''}`}>
                <b>{title}</b> {todo}
              </li>
            );
          })}
        </ul>
        {keyMayLive && (
          <div className="actions alarm-actions">
            <Button look="alarm" onPress={() => void keys.openKeysPage(addresses[0])}>
              Revoke on the web
            </Button>
          </div>
        )}
      </Alarm>
    );
  }
  if (parts.failure) {
    const { title, todo } = failureMessage(parts.failure);
    return (
      <div className="notice notice-bad" role="alert">
        <p>
          <b>{title}</b> {todo}
        </p>
      </div>
    );
  }
  if (!parts.leftBehind) return null;
  return (
    <div className="notice">
      <p>
        <b>You’re signed out.</b>{' '}
        {left.length > 0
          ? 'What may still work stands above.'
          : 'Nothing of Convene stays behind on this computer.'}
      </p>
    </div>
  );
}
