import { type ReactElement, useState } from 'react';
import type { Connection } from '../../../shared/connect-view.ts';
import type { WatchFinding } from '../../../shared/watch.ts';
import { watchMessage } from '../../../shared/wording/watch.ts';
import { useConnect, useStores, useWatch } from '../../store/use-stores.ts';
import { findingKey } from '../../store/watch-store.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { EarlierCopiesDialog } from './earlier-copies-dialog.tsx';
import { canBePutRight, fixWatchedMessage } from './watch-words.ts';

/** What the watch over this program's settings saw, each with what can be done about it. */
export function WatchNotices({ connection }: { connection: Connection }): ReactElement | null {
  const findings = useWatch((state) => state.findings);
  const mine = findings.filter(({ connectionId }) => connectionId === connection.id);
  if (mine.length === 0) return null;
  return (
    <section className="notices" aria-label="What we saw in the settings file">
      {mine.map((finding) => (
        <WatchNotice key={findingKey(finding)} finding={finding} connection={connection} />
      ))}
    </section>
  );
}

function WatchNotice({
  finding,
  connection,
}: {
  finding: WatchFinding;
  connection: Connection;
}): ReactElement {
  const { watch } = useStores();
  const [leaving, setLeaving] = useState(false);
  const work = useWatch((state) => state.work);
  const fixing = isRunning(work, finding.connectionId);
  const failure = canBePutRight(finding) ? failureOf(work, finding.connectionId) : undefined;
  const { title, detail } = watchMessage(finding);
  const calm = finding.kind === 'other-key' || finding.kind === 'disconnected-in-client';
  return (
    <div className={calm ? 'fix fix-quiet' : 'fix'}>
      <p>
        <b>{title}</b> {detail}
      </p>
      <div className="actions">
        {canBePutRight(finding) && (
          <Button look="primary" isPending={fixing} onPress={() => void watch.fix(finding)}>
            {fixing ? 'Putting it right…' : fixWatchedMessage(finding)}
          </Button>
        )}
        {finding.kind === 'settings-broken' && <EarlierCopiesButton finding={finding} />}
        {(finding.kind === 'other-key' || finding.kind === 'settings-broken') && (
          <ShowFile finding={finding} />
        )}
        {(finding.kind === 'disconnected-in-client' || finding.kind === 'entry-keeps-vanishing') && (
          <Button isDisabled={fixing} onPress={() => setLeaving(true)}>
            {finding.kind === 'entry-keeps-vanishing' ? 'Disconnect instead…' : 'Revoke the key…'}
          </Button>
        )}
      </div>
      {failure && <FailureNotice failure={failure} client={finding.client} />}
      {leaving && <DisconnectDialog connection={connection} onClose={() => setLeaving(false)} />}
    </div>
  );
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
