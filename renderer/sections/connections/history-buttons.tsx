import { type ReactElement, useEffect, useState } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import type { Backup } from '../../../shared/settings.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { EarlierCopiesDialog } from './earlier-copies-dialog.tsx';
import { UndoDialog } from './undo-dialog.tsx';

/** The ways back to what the settings file held before us. */
export function HistoryButtons({ client }: { client: ClientId }): ReactElement {
  const { settings } = useStores();
  const undo = useSettings(({ history }) => (history.state === 'ready' ? history.value.undo : undefined));
  const [looking, setLooking] = useState(false);
  const [undoing, setUndoing] = useState<Backup>();
  useEffect(() => void settings.loadHistory(client), [settings, client]);
  return (
    <div className="actions">
      <Button onPress={() => setLooking(true)}>Earlier copies…</Button>
      {undo && <Button onPress={() => setUndoing(undo)}>Undo our last change…</Button>}
      {looking && <EarlierCopiesDialog client={client} onClose={() => setLooking(false)} />}
      {undoing && <UndoDialog client={client} undo={undoing} onClose={() => setUndoing(undefined)} />}
    </div>
  );
}
