import type { ReactElement } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { FixId } from '../../../shared/doctor.ts';
import { useQuery } from '../../data/companion.tsx';
import { ChooseFileDialog } from './choose-file-dialog.tsx';
import { EarlierCopiesDialog } from './earlier-copies-dialog.tsx';
import { MakeFileDialog } from './make-file-dialog.tsx';
import { RepairDialog } from './repair-dialog.tsx';

/** Where the person chooses or consents, for the findings that no press alone fixes. */
export function FixDialog({
  client,
  fix,
  onClose,
}: {
  client: ClientId;
  fix: FixId;
  onClose: () => void;
}): ReactElement | null {
  const asked = useQuery(
    'settings.places',
    fix === 'choose-file' || fix === 'create-file' ? { client } : undefined,
  );
  const places = asked.state === 'ready' ? asked.value : undefined;
  switch (fix) {
    case 'choose-file':
      return places ? <ChooseFileDialog client={client} places={places} onClose={onClose} /> : null;
    case 'create-file':
      return places?.mayCreate ? (
        <MakeFileDialog client={client} path={places.mayCreate} onClose={onClose} />
      ) : null;
    case 'repair-file':
      return <RepairDialog client={client} onClose={onClose} />;
    case 'restore-file':
      return <EarlierCopiesDialog client={client} onClose={onClose} />;
    default:
      return null;
  }
}
