import type { ReactElement } from 'react';
import { useAudit, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { exportWords } from './audit-words.ts';

export function ExportButtons(): ReactElement {
  const { audit } = useStores();
  const isBusy = useAudit((state) => state.exporting.state === 'running' || isRunning(state.work, 'export'));
  return (
    <>
      <Button isDisabled={isBusy} onPress={() => void audit.exportAs('csv')}>
        <Icon name="save" />
        Export CSV
      </Button>
      <Button isDisabled={isBusy} onPress={() => void audit.exportAs('json')}>
        Export JSON
      </Button>
    </>
  );
}

/** How far the file is, and where it went. */
export function ExportNotice(): ReactElement | null {
  const { audit } = useStores();
  const view = useAudit((state) => state.exporting);
  switch (view.state) {
    case 'none':
    case 'cancelled':
      return null;
    case 'failed':
      return (
        <FailureNotice failure={view.failure}>
          <Button onPress={() => audit.closeExport()}>Close</Button>
        </FailureNotice>
      );
    case 'running':
      return (
        <p className="audit-export">
          {exportWords(view)}
          <Button look="link" onPress={() => void audit.cancelExport()}>
            Cancel
          </Button>
        </p>
      );
    case 'done':
      return (
        <p className="audit-export">
          <Icon name="check" />
          {exportWords(view)}
          <Button look="link" onPress={() => audit.closeExport()}>
            Close
          </Button>
        </p>
      );
  }
}
