import type { ClientId } from '../../../shared/clients.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';

/** What is done after a settings file was changed or another one was chosen: what we would write is looked at anew. */
export function useSettingsChanged(client: ClientId): () => void {
  const { connect } = useStores();
  const connected = useConnect((state) => state.view?.state === 'connected');
  return () => {
    if (!connected) void connect.loadPreview(client);
  };
}
