import type { ReactElement } from 'react';
import { formatExactTime } from '../../../shared/wording/dates.ts';
import type { MarkedKey } from '../../common/key-mark.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';
import { Alarm } from '../../ui/alarm.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

/** Every key whose revocation was asked for and isn't sure, above all others, until it is. */
export function UnsettledAlarms({ keys: marked }: { keys: readonly MarkedKey[] }): ReactElement | null {
  const { keys } = useStores();
  const stillAccepted = useKeys((state) => state.stillAccepted);
  const unsettled = marked.filter(({ mark }) => mark === 'not-confirmed');
  if (unsettled.length === 0) return null;
  return (
    <div className="alarm-list">
      {unsettled.map(({ view: key }) => {
        const accepted = stillAccepted[key.id];
        return (
          <Alarm
            key={key.id}
            title={accepted ? `Still works: ${key.name}` : `Not confirmed: ${key.name}`}
            actions={
              <>
                <Button look="alarm" onPress={() => void keys.tryAgain(key)}>
                  Try now
                </Button>
                <Button onPress={() => void keys.openKeysPage()}>
                  <Icon name="out" />
                  Revoke on the web
                </Button>
              </>
            }
          >
            {accepted ? (
              <p>
                Convene says that it is revoked, and yet it accepted the key at{' '}
                <b className="exact">{formatExactTime(new Date(accepted.testedAt))}</b>.{' '}
                <b>Treat this key as live</b>, and write to hello@convene.markets.
              </p>
            ) : (
              <p>
                Not revoked yet: Convene hasn’t confirmed it. <b>Treat this key as live.</b> We keep trying by
                ourselves.
              </p>
            )}
          </Alarm>
        );
      })}
    </div>
  );
}
