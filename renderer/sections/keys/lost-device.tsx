import type { ReactElement } from 'react';
import type { MarkedKey } from '../../common/key-mark.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';

/** Beside a device's name: all its keys and its Companion are cut off, after one question. */
export function LostDevice(parts: { device: string; keys: readonly MarkedKey[] }): ReactElement {
  const { incident } = useStores();
  const organizationId = useKeys(({ view }) => (view.state === 'listed' ? view.organizationId : ''));
  return (
    <Button
      look="quiet"
      aria-label={`I lost this device: ${parts.device}`}
      onPress={() =>
        void incident.askAboutDevice(
          parts.device,
          parts.keys.map(({ view: { id, name, tokenHint } }) => ({ id, name, tokenHint })),
          organizationId,
        )
      }
    >
      I lost this device
    </Button>
  );
}
