import { useEffect } from 'react';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';

/** Goes on with what the person chose in the tray or in a notification, once the key is in the list. */
export function useOpenRequest(list: readonly KeyView[], goTo: (keyId: string) => void): void {
  const { keys, rotate } = useStores();
  const openRequest = useKeys((state) => state.openRequest);
  useEffect(() => {
    const key =
      openRequest && list.find(({ id, revokedAt }) => openRequest.keyIds.includes(id) && revokedAt === null);
    if (!key) return;
    keys.forgetOpenRequest();
    goTo(key.id);
    if (openRequest.intent !== 'rotate') return;
    const { connectionId } = key;
    if (connectionId === undefined) void rotate.handOver(key);
    else void rotate.rotate({ connectionId, keyName: key.name });
  }, [openRequest, list, keys, rotate, goTo]);
}
