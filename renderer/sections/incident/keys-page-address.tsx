import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useAccount, useStores } from '../../store/use-stores.ts';

/** Where keys are revoked by hand, short enough to be typed into a phone. */
export function KeysPageAddress(): ReactElement {
  const usual = useStore(useStores().about, (state) => state.about?.keysPage);
  const server = useAccount(({ view }) => ('server' in view ? view.server.address : undefined));
  const address = server === undefined ? usual : new URL('/admin/api_keys', server).href;
  return (
    <b className="selectable">
      {address?.replace(/^https:\/\//u, '') ?? 'the keys page of your Convene, /admin/api_keys'}
    </b>
  );
}
