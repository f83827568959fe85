import { type ClientId, clientIds } from '../../shared/clients.ts';
import type { ClientView, ConnectView } from '../../shared/connect-view.ts';
import { listedState } from '../../shared/connection-condition.ts';
import { findSettings, isInstalled } from '../clients/find-settings.ts';
import { clientTable } from '../clients/table.ts';
import type { Computer } from '../files/data-folder.ts';

/** Every program that can be connected, those found on this computer first. */
export async function listClients(
  computer: Computer,
  viewOf: (client: ClientId) => ConnectView,
): Promise<ClientView[]> {
  const all = await Promise.all(
    clientIds.map(async (client): Promise<ClientView> => {
      const installed = isInstalled(await findSettings(clientTable[client], computer), computer);
      return { client, installed, state: listedState(viewOf(client)) };
    }),
  );
  return [...all.filter(({ installed }) => installed), ...all.filter(({ installed }) => !installed)];
}
