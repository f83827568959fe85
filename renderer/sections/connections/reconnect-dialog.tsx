import type { ReactElement } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';

/** A new key and a new entry in the place of those that don't work any more. */
export function ReconnectDialog({
  client,
  quitFirst,
  onClose,
}: {
  client: ClientId;
  quitFirst: boolean;
  onClose: () => void;
}): ReactElement {
  const { connect } = useStores();
  const work = useConnect((state) => state.work);
  const busy = isRunning(work, 'reconnect');
  const failure = failureOf(work, 'reconnect');
  const name = clientShortNames[client];
  const close = (): void => {
    connect.forgetFailure();
    onClose();
  };
  const reconnect = async (): Promise<void> => {
    const answer = await connect.reconnect({ quitFirst, revokeKey: true });
    if (answer.ok) onClose();
  };
  return (
    <Dialog
      title={`Connect ${name} again?`}
      description={`${quitFirst ? `We quit ${name} if it is open. ` : ''}The old entry goes and the old key is revoked; then a new key and a new entry take their place, and we prove that they work.`}
      onClose={busy ? undefined : close}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={close}>
            Leave it as it is
          </Button>
          <Button size="large" look="primary" isPending={busy} onPress={() => void reconnect()}>
            Connect again
          </Button>
        </>
      }
    >
      {busy && <Progress label={`Connecting ${name} again`} />}
      {failure && <FailureNotice failure={failure} client={client} />}
    </Dialog>
  );
}
