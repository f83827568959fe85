import type { ClientId } from '../../shared/clients.ts';
import type { Connection } from '../../shared/connect-view.ts';
import type { Result } from '../../shared/result.ts';
import type { SettingsHistory, SettingsPlaces } from '../../shared/settings.ts';
import type { Account } from '../account/account.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import type { OpenProbe } from '../connections/bridge-probe.ts';
import type { Connections } from '../connections/connections.ts';
import type { Computer } from '../files/data-folder.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';

/** What the check-up looks at, each through the service that uses it too. */
export interface DoctorDeps {
  readonly account: Account;
  readonly connections: Connections;
  /** What Convene says of a key, for all who ask how its connection is. */
  noteKey(connection: Connection, refused: boolean): Promise<void>;
  readonly claude: ClientProcess;
  readonly bridge: SpawnCommand;
  readonly openProbe: OpenProbe;
  readonly computer: Computer;
  adapterOf(client: ClientId): ClientAdapter;
  readonly settings: {
    places(client: ClientId): Promise<Result<SettingsPlaces>>;
    pathOf(client: ClientId): Promise<Result<string>>;
    canRepair(client: ClientId): Promise<boolean>;
    history(client: ClientId): Promise<Result<SettingsHistory>>;
  };
}
