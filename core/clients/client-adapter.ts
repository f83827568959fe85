import type { ClientId } from '../../shared/clients.ts';
import type { Result } from '../../shared/result.ts';
import type { SpawnCommand } from '../files/spawn-command.ts';
import type { SettingsFile } from '../settings-editor/settings-file.ts';

/** The program that is connected: where its settings are, and how an entry looks in them. */
export interface ClientAdapter {
  readonly client: ClientId;
  /** The settings file that is used; `config-missing` or `config-ambiguous` where the person has to say. */
  locate(): Promise<Result<{ path: string }>>;
  config(path: string): SettingsFile;
  /** What is written for this bridge and connection. There is no key in it. */
  entry(bridge: SpawnCommand, connectionId: string): unknown;
  /** `local-servers-forbidden` where a policy of this computer has switched them off. */
  allowed(): Promise<Result<void>>;
}
