import { type ReactElement, useEffect } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { RepairPreview, useRepair } from './repair-preview.tsx';

/** What we would take out so that the program can read its file: shown first, done only with consent. */
export function RepairOffer({ client }: { client: ClientId }): ReactElement | null {
  const { settings } = useStores();
  const repair = useSettings((state) => state.repair);
  const busy = useSettings((state) => isRunning(state.work, 'repair'));
  const fix = useRepair(client);
  useEffect(() => void settings.loadRepair(client), [settings, client]);
  // What can't be repaired without guessing is the person's to fix; the words above say where.
  if (repair.state !== 'ready') return null;
  return (
    <section className="section repair" aria-label="Repair">
      <h2>We can repair it</h2>
      <RepairPreview client={client} preview={repair.value} />
      <div className="actions">
        <Button look="primary" isPending={busy} onPress={() => void fix(repair.value, false)}>
          {busy ? 'Repairing…' : 'Repair it'}
        </Button>
      </div>
    </section>
  );
}
