import { type ClientId, clientIds } from '../../shared/clients.ts';
import type { ConnectView } from '../../shared/connect-view.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import { type Connect, type ConnectDeps, createConnector } from './connect.ts';

/** The connectors of all clients. */
export interface Connectors {
  of(client: ClientId): Connect;
  onChange(listener: (view: ConnectView) => void): () => void;
  /** Something changed on which the condition of a connection may depend. */
  lookAgain(): void;
  /** What was begun or made before this start. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectorsDeps extends Omit<ConnectDeps, 'target'> {
  adapterOf(client: ClientId): ClientAdapter;
}

export function createConnectors(deps: ConnectorsDeps): Connectors {
  const byClient = Object.fromEntries(
    clientIds.map((client) => [client, createConnector({ ...deps, target: deps.adapterOf(client) })]),
  ) as Record<ClientId, Connect>;
  const all = Object.values(byClient);
  return {
    of: (client) => byClient[client],
    onChange(listener) {
      const ends = all.map((one) => one.onChange(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    lookAgain() {
      for (const one of all)
        one
          .lookAgain()
          .catch((error: unknown) => deps.log('connection could not be looked at', { error: String(error) }));
    },
    async open() {
      // Side by side: a keychain that doesn't answer holds up the start once.
      await Promise.all(all.map((one) => one.open()));
    },
    async close() {
      for (const one of all) await one.close();
    },
  };
}
