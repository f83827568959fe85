import { type ReactElement, useState } from 'react';
import { cachesSettings, clientShortNames } from '../../../shared/clients.ts';
import type { Connection, ConnectionCondition, ConnectView } from '../../../shared/connect-view.ts';
import type { Result } from '../../../shared/result.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';

/** Removing our entry, and the choice to revoke the key with it. */
export function DisconnectDialog({
  connection,
  condition,
  onClose,
}: {
  connection: Connection;
  condition: ConnectionCondition;
  onClose: () => void;
}): ReactElement {
  const { connect } = useStores();
  const work = useConnect((state) => state.work);
  const isRevoked = condition.kind === 'key-revoked';
  const revocable = connection.keyId !== undefined && !isRevoked;
  const [revokeKey, setRevokeKey] = useState(revocable);
  const busy = isRunning(work, 'disconnect');
  const failure = failureOf(work, 'disconnect');
  const close = (): void => {
    connect.forgetFailure();
    onClose();
  };
  const disconnect = async (leave: (revokeKey: boolean) => Promise<Result<ConnectView>>): Promise<void> => {
    const answer = await leave(revokeKey && revocable);
    if (answer.ok) onClose();
  };
  const name = clientShortNames[connection.client];
  const stays = 'Only our entry is removed from its settings; everything else in them stays as it is.';
  return (
    <Dialog
      alert
      title={`Disconnect ${name} from ${connection.organizationName}?`}
      description={cachesSettings(connection.client) ? `${name} has to be quit for this. ${stays}` : stays}
      onClose={busy ? undefined : close}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={close}>
            Stay connected
          </Button>
          <Button
            size="large"
            look="danger"
            isPending={busy}
            onPress={() => void disconnect(connect.disconnect)}
          >
            {revokeKey ? 'Disconnect and revoke' : 'Disconnect'}
          </Button>
        </>
      }
    >
      {revocable ? (
        <Checkbox isSelected={revokeKey} isDisabled={busy} onChange={setRevokeKey}>
          <b>Also revoke “{connection.keyName}”</b>
          <span className="check-detail">
            {revokeKey
              ? 'It stops working at once and can’t be brought back.'
              : 'It keeps working, though nothing here uses it. Better not.'}
          </span>
        </Checkbox>
      ) : (
        <p className="text-block">
          {isRevoked
            ? 'Its key is revoked already.'
            : 'The key itself was pasted, so it is revoked on Convene’s web page.'}
        </p>
      )}
      {busy && <Progress label="Removing our entry" />}
      {failure && (
        <FailureNotice failure={failure} client={connection.client}>
          {failure.code === 'claude-running' && (
            <Button onPress={() => void disconnect(connect.quitAndDisconnect)}>Quit Claude for me</Button>
          )}
        </FailureNotice>
      )}
    </Dialog>
  );
}
