import type { ReactElement } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { SettingsDiff } from '../../../shared/settings.ts';
import type { Asked } from '../../store/settings-store.ts';
import { Diff } from '../../ui/diff.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';

/** What consent is asked for: the lines that would change, with secrets as dots. */
export function WouldChange({
  client,
  change,
}: {
  client: ClientId;
  change: Asked<SettingsDiff>;
}): ReactElement | null {
  switch (change.state) {
    case 'not-asked':
      return null;
    case 'loading':
      return <Progress label="Comparing" />;
    case 'failed':
      return <FailureNotice failure={change.failure} client={client} />;
    case 'ready':
      return change.value.lines.length === 0 ? (
        <p className="text-block">Nothing would change: the file holds just this.</p>
      ) : (
        <Diff diff={change.value} label="What would change" />
      );
  }
}
