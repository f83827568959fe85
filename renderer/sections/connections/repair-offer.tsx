import type { ReactElement } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import { Button } from '../../ui/button.tsx';
import { RepairPreview } from './repair-preview.tsx';
import { useRepair } from './use-repair.ts';

/** What we would take out so that the program can read its file: shown first, done only with consent. */
export function RepairOffer({ client }: { client: ClientId }): ReactElement | null {
  const repair = useRepair(client);
  const busy = repair.call.running;
  // What can't be repaired without guessing is the person's to fix; the words above say where.
  if (repair.preview.state !== 'ready') return null;
  return (
    <section className="section repair" aria-label="Repair">
      <h2>We can repair it</h2>
      <RepairPreview repair={repair} preview={repair.preview.value} />
      <div className="actions">
        <Button look="primary" isPending={busy} onPress={() => void repair.run(false)}>
          {busy ? 'Repairing…' : 'Repair it'}
        </Button>
      </div>
    </section>
  );
}
