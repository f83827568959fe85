import type { Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import type { Connections } from '../connections/connections.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { Keys } from '../keys/keys.ts';
import type { Operations } from '../operations/operations.ts';
import type { DeviceName } from '../this-computer/device-name.ts';

export interface RenamingDeps {
  readonly account: Pick<Account, 'view' | 'signedIn' | 'sessionFor'>;
  readonly keys: Pick<Keys, 'refresh'>;
  readonly connections: Pick<Connections, 'renameKey'>;
  readonly operations: Operations;
  readonly deviceName: DeviceName;
  /** The connections of this computer by the keys that they hold. */
  heldKeys(within: KeyScope): Promise<ReadonlyMap<string, string>>;
  /** Keys that this companion made or uses. */
  ownKeyIds(within: KeyScope): Promise<Result<ReadonlySet<string>>>;
  /** Keys that are being replaced, and those that replace them. */
  keysInUse(within: KeyScope): Promise<ReadonlySet<string>>;
  /** What is shown of connections may say the old name. */
  lookAgain(): Promise<unknown>;
}
