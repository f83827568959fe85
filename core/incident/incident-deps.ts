import type { Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import type { HeldToken } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Keys } from '../keys/keys.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import type { DeviceName } from '../this-computer/device-name.ts';
import type { IncidentsFile } from './incidents-file.ts';
import type { Place } from './markets.ts';
import type { Pace } from './rounds.ts';

/** A key whose token this computer holds. */
export interface HeldHere {
  readonly held: HeldToken;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly keyId: string;
  readonly keyName: string;
}

export interface IncidentDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly file: StateFile<IncidentsFile>;
  readonly clock: Clock;
  /** By Convene's time, beside which its own stand. */
  readonly serverClock: Clock;
  readonly deviceName: Pick<DeviceName, 'current' | 'keysOfOldName'>;
  readonly log: Log;
  /** The connections of this computer by the keys that they hold. */
  heldKeys(within: KeyScope): Promise<ReadonlyMap<string, string>>;
  /** Every key of a connection, on whichever server, and those of replacements under way in these markets. */
  heldTokens(markets: readonly Place[]): Promise<readonly HeldHere[]>;
  /** Keys that this companion made or uses: by its own notes, a connection's, and those of replacements under way. */
  ownKeyIds(within: KeyScope): Promise<Result<ReadonlySet<string>>>;
  /** Markets that this computer is connected to; nobody may be signed in there. */
  otherPlaces(): Promise<readonly Place[]>;
  /** Settles replacements that are under way for keys that were cut off: none of them may be brought back. */
  finishRotationsOf(within: KeyScope, keyIds: ReadonlySet<string>): Promise<void>;
  readonly pace?: Partial<Pace>;
}
