import type { ReactElement } from 'react';
import { useIncident, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { deviceConfirmation, leakConfirmation } from './incident-words.ts';

/** The one question of an incident. It names every key, and starts on the safe choice. */
export function ContainmentDialog({ market }: { market: string }): ReactElement | null {
  const { incident, keys: keysStore } = useStores();
  const confirming = useIncident((state) => state.confirming);
  const work = useIncident((state) => state.work);
  if (!confirming) return null;
  const { device, thisOne, keys, sessionIds } = confirming;
  const busy = isRunning(work, 'begin');
  const failure = failureOf(work, 'begin');
  const words =
    device === undefined
      ? leakConfirmation(
          keys.map(({ name }) => name),
          market,
        )
      : deviceConfirmation({ device, thisOne, keys: keys.length, sessions: sessionIds.length, market });
  const leave = busy ? undefined : incident.leave;
  return (
    <Dialog
      alert
      title={words.title}
      description={words.consequences}
      onClose={leave}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={incident.leave}>
            Not now
          </Button>
          <Button size="large" look="danger" isPending={busy} onPress={() => void incident.begin()}>
            {words.yes}
          </Button>
        </>
      }
    >
      <ul className="cut-off-names" aria-label="What is cut off">
        {keys.map(({ id, name, tokenHint }) => (
          <li key={id}>
            <b>{name}</b> <span>{tokenHint}</span>
          </li>
        ))}
        {device !== undefined && sessionIds.length > 0 && (
          <li>
            <b>Convene Companion on {device}</b> <span>signed out</span>
          </li>
        )}
      </ul>
      {busy && <Progress label="Revoking it all at once" />}
      {failure && (
        <FailureNotice failure={failure}>
          <Button onPress={() => void keysStore.openKeysPage()}>
            <Icon name="out" />
            Revoke on the web
          </Button>
        </FailureNotice>
      )}
    </Dialog>
  );
}
