import { useEffect } from 'react';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';

/** Goes on with what the person chose in the tray or in a notification, once the key is in the list. */
export function useWanted(list: readonly KeyView[], goTo: (keyId: string) => void): void {
  const { keys, rotate } = useStores();
  const wanted = useKeys((state) => state.wanted);
  useEffect(() => {
    const key = wanted && list.find(({ id, revokedAt }) => wanted.keyIds.includes(id) && revokedAt === null);
    if (!key) return;
    keys.forgetWanted();
    goTo(key.id);
    if (wanted.intent !== 'rotate') return;
    const { connectionId } = key;
    if (connectionId === undefined) void rotate.handOver(key);
    else void rotate.rotate({ connectionId, keyName: key.name });
  }, [wanted, list, keys, rotate, goTo]);
}
