import type { ClientId } from '../../../shared/clients.ts';
import type { RepairPreview } from '../../../shared/settings.ts';
import { type CallState, type Query, useCall, useQuery } from '../../data/companion.tsx';
import { useSettingsChanged } from './use-settings-changed.ts';

/** A file that can be repaired: what would be taken out, and doing it. */
export interface Repair {
  readonly client: ClientId;
  readonly preview: Query<RepairPreview>;
  readonly call: CallState<'settings.repair'>;
  /** Does what was previewed, and looks at the file anew. Answers whether it was done. */
  readonly run: (quitFirst: boolean) => Promise<boolean>;
}

export function useRepair(client: ClientId): Repair {
  const preview = useQuery('settings.previewRepair', { client });
  const call = useCall('settings.repair', { says: 'The file is repaired. The original is kept.' });
  const settingsChanged = useSettingsChanged(client);
  async function run(quitFirst: boolean): Promise<boolean> {
    if (preview.state !== 'ready') return false;
    const { fingerprint } = preview.value.diff;
    const done = await call.run({ client, fingerprint, quitFirst });
    if (done.ok) settingsChanged();
    return done.ok;
  }
  return { client, preview, call, run };
}
