import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useStores } from '../../store/use-stores.ts';

/** Where keys are revoked by hand, short enough to be typed into a phone. */
export function KeysPageAddress(): ReactElement {
  const address = useStore(useStores().about, (state) => state.about?.keysPage);
  return (
    <b className="selectable">
      {address?.replace(/^https:\/\//u, '') ?? 'the keys page of your Convene, /admin/api_keys'}
    </b>
  );
}
