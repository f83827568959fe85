import type { ReactElement } from 'react';
import { openRevocationWords } from '../../../shared/wording/revocation.ts';
import type { MarkedKey } from '../../common/key-mark.ts';
import { useStores } from '../../store/use-stores.ts';
import { Alarm } from '../../ui/alarm.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

/** Every key whose revocation was asked for and isn't sure, above all others, until it is. */
export function UnsettledAlarms({ keys: marked }: { keys: readonly MarkedKey[] }): ReactElement | null {
  const { keys } = useStores();
  const unsettled = marked.filter(({ mark }) => mark === 'not-confirmed');
  if (unsettled.length === 0) return null;
  return (
    <div className="alarm-list">
      {unsettled.map(({ view: key }) => {
        const { mark, title, happened, live, todo } = openRevocationWords(key);
        return (
          <Alarm
            key={key.id}
            title={`${mark}: ${key.name}`}
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
            <p>
              {title} {happened} <b>{live}</b> {todo}
            </p>
          </Alarm>
        );
      })}
    </div>
  );
}
