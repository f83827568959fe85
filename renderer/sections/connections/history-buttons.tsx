import { type ReactElement, useState } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { Backup } from '../../../shared/settings.ts';
import { useQuery } from '../../data/companion.tsx';
import { Button } from '../../ui/button.tsx';
import { EarlierCopiesDialog } from './earlier-copies-dialog.tsx';
import { UndoDialog } from './undo-dialog.tsx';

/** The ways back to what the settings file held before us. */
export function HistoryButtons({ client }: { client: ClientId }): ReactElement {
  const history = useQuery('settings.history', { client });
  const undo = history.state === 'ready' ? history.value.undo : undefined;
  const [looking, setLooking] = useState(false);
  const [undoing, setUndoing] = useState<Backup>();
  return (
    <div className="actions">
      <Button onPress={() => setLooking(true)}>Earlier copies…</Button>
      {undo && <Button onPress={() => setUndoing(undo)}>Undo our last change…</Button>}
      {looking && <EarlierCopiesDialog client={client} onClose={() => setLooking(false)} />}
      {undoing && <UndoDialog client={client} undo={undoing} onClose={() => setUndoing(undefined)} />}
    </div>
  );
}
