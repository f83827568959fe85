import { type ReactElement, useState } from 'react';
import type { Connection, ConnectionCondition } from '../../../shared/connect-view.ts';
import type { WatchFinding } from '../../../shared/watch.ts';
import { watchMessage } from '../../../shared/wording/watch.ts';
import { type CallState, useCall, useViewValue } from '../../data/companion.tsx';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { EarlierCopiesDialog } from './earlier-copies-dialog.tsx';
import { canBePutRight, findingKey, fixedWords, fixWatchedMessage } from './watch-words.ts';

interface OfConnection {
  readonly connection: Connection;
  readonly condition: ConnectionCondition;
}

/** What the watch over this program's settings saw, each with what can be done about it. */
export function WatchNotices({ connection, condition }: OfConnection): ReactElement | null {
  // Nothing was asked for here, so there is nothing to tell where there is no answer.
  const findings = useViewValue('watch')?.findings ?? [];
  const mine = findings.filter(({ connectionId }) => connectionId === connection.id);
  const fix = useCall('watch.fix', {
    says: (view, { connectionId }) =>
      view.findings.some((one) => one.connectionId === connectionId)
        ? undefined
        : fixedWords(connection.client),
  });
  if (mine.length === 0) return null;
  return (
    <section className="notices" aria-label="What we saw in the settings file">
      {mine.map((finding) => (
        <WatchNotice
          key={findingKey(finding)}
          finding={finding}
          connection={connection}
          condition={condition}
          fix={fix}
        />
      ))}
    </section>
  );
}

function WatchNotice({
  finding,
  connection,
  condition,
  fix,
}: OfConnection & {
  finding: WatchFinding;
  fix: CallState<'watch.fix'>;
}): ReactElement {
  const [leaving, setLeaving] = useState(false);
  const fixing = fix.running;
  const { title, detail } = watchMessage(finding, condition);
  const calm = finding.kind === 'other-key' || finding.kind === 'disconnected-in-client';
  return (
    <div className={calm ? 'fix fix-quiet' : 'fix'}>
      <p>
        <b>{title}</b> {detail}
      </p>
      <div className="actions">
        {canBePutRight(finding) && (
          <Button
            look="primary"
            isPending={fixing}
            onPress={() => void fix.run({ connectionId: finding.connectionId })}
          >
            {fixing ? 'Putting it right…' : fixWatchedMessage(finding)}
          </Button>
        )}
        {finding.kind === 'settings-broken' && <EarlierCopiesButton finding={finding} />}
        {(finding.kind === 'other-key' || finding.kind === 'settings-broken') && (
          <ShowFile finding={finding} />
        )}
        {(finding.kind === 'disconnected-in-client' || finding.kind === 'entry-keeps-vanishing') && (
          <Button isDisabled={fixing} onPress={() => setLeaving(true)}>
            {leaveWords(finding, condition)}
          </Button>
        )}
      </div>
      {fix.failure && canBePutRight(finding) && (
        <FailureNotice failure={fix.failure} client={finding.client} />
      )}
      {leaving && (
        <DisconnectDialog connection={connection} condition={condition} onClose={() => setLeaving(false)} />
      )}
    </div>
  );
}

function leaveWords({ kind }: WatchFinding, condition: ConnectionCondition): string {
  if (kind === 'entry-keeps-vanishing') return 'Disconnect instead…';
  return condition.kind === 'key-revoked' ? 'Disconnect…' : 'Revoke the key…';
}

function ShowFile({ finding: { client } }: { finding: WatchFinding }): ReactElement {
  const { connect } = useStores();
  const failure = useConnect((state) => failureOf(state.work, 'show-file'));
  return (
    <>
      <Button onPress={() => void connect.showConfigFile(client)}>Show this file</Button>
      {failure && <FailureNotice failure={failure} client={client} />}
    </>
  );
}

function EarlierCopiesButton({ finding: { client } }: { finding: WatchFinding }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)}>
        Look at earlier copies
      </Button>
      {open && <EarlierCopiesDialog client={client} onClose={() => setOpen(false)} />}
    </>
  );
}
