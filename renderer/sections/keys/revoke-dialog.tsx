import type { ReactElement } from 'react';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { formatDay, formatMoment } from '../../../shared/wording/dates.ts';
import { RevocationDialog } from '../../common/revocation-dialog.tsx';
import { useKeys, useNow, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { focusKeyIfLost } from './focus-key.ts';

/** From the question to the proof. The question names the key and starts on the safe choice. */
export function RevokeDialog({ market }: { market: string }): ReactElement | null {
  const { keys } = useStores();
  const revoking = useKeys((state) => state.revoking);
  if (!revoking) return null;
  const { key } = revoking;
  const close = (): void => {
    keys.closeRevoking();
    focusKeyIfLost(key.id);
  };
  if (revoking.stage === 'settled')
    return (
      <RevocationDialog
        subject={{ name: key.name, tokenHint: key.tokenHint, market }}
        call={{
          answer: revoking.answer,
          close,
          again: () => void keys.revoke(),
          openKeysPage: () => void keys.openKeysPage(),
        }}
      />
    );
  return <Question of={key} market={market} working={revoking.stage === 'working'} onClose={close} />;
}

function Question(parts: {
  of: KeyView;
  market: string;
  working: boolean;
  onClose: () => void;
}): ReactElement {
  const { keys } = useStores();
  const now = useNow();
  const { of: key, market, working } = parts;
  return (
    <Dialog
      alert
      title={`Revoke “${key.name}”?`}
      description={`It stops working at once and can’t be brought back. ${whoLosesAccess(key, market)} Your other keys keep working.`}
      onClose={working ? undefined : parts.onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={working} onPress={parts.onClose}>
            Keep the key
          </Button>
          <Button size="large" look="danger" isPending={working} onPress={() => void keys.revoke()}>
            Revoke this key
          </Button>
        </>
      }
    >
      <dl className="facts">
        <dt>Key ends in</dt>
        <dd>{key.tokenHint}</dd>
        <dt>Made</dt>
        <dd>
          {formatDay(new Date(key.createdAt), now)}, by {key.createdBy.name}
        </dd>
        <dt>Last used</dt>
        <dd>{key.lastUsedAt ? formatMoment(new Date(key.lastUsedAt), now) : 'never'}</dd>
      </dl>
      {working && <Progress label="Asking Convene to revoke it, then trying it once more" />}
    </Dialog>
  );
}

const whoLosesAccess = (key: KeyView, market: string): string =>
  key.heldHere
    ? `Claude on this computer can’t reach ${market} until someone connects it again.`
    : `Whatever uses it can’t reach ${market} until it is given a new one.`;
