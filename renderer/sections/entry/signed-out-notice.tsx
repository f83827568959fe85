import type { ReactElement } from 'react';
import type { Failure } from '../../../shared/failure.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { leftBehindWords } from '../../common/account-words.ts';
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
  if (parts.leftBehind && parts.leftBehind.length > 0) {
    const keyMayLive = parts.leftBehind.some(({ what }) => ['key', 'unread', 'file'].includes(what));
    return (
      <Alarm title="You’re signed out, but not everything could be undone.">
        <ul>
          {parts.leftBehind.map((one) => {
            const { title, todo } = leftBehindWords(one);
            return (
              <li key={`${one.what} ${one.name} ${one.address ?? ''}`}>
                <b>{title}</b> {todo}
              </li>
            );
          })}
        </ul>
        {keyMayLive && (
          <div className="actions alarm-actions">
            <Button look="alarm" onPress={() => void keys.openKeysPage()}>
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
        <b>You’re signed out.</b> Nothing of Convene stays behind on this computer.
      </p>
    </div>
  );
}
