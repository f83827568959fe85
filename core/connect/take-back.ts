import { cachesSettings } from '../../shared/clients.ts';
import { type Failure, type FailureCode, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account, SignedIn } from '../account/account.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import type { ClientAdapter } from '../clients/client-adapter.ts';
import type { Connections } from '../connections/connections.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { Keys } from '../keys/keys.ts';
import { hasMadeNone } from '../keys/make-successor.ts';
import { isOurEntry } from '../settings-editor/server-entry.ts';
import type { Made } from './made.ts';

export interface RollBackDeps {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly claude: ClientProcess;
  readonly target: ClientAdapter;
  /** Told why our entry may still be in a settings file that can't be read or written. There is no key in it. */
  entryLeft?(why: Failure): void;
}

const parts = ['entry', 'key', 'secret'] as const;
export type PartOfConnection = (typeof parts)[number];

/** Takes back whatever goes, also where something before it didn't; answers what may be left, and why. */
export async function takeBackAllThatGoes(
  using: RollBackDeps,
  made: Made,
): Promise<{ part: PartOfConnection; why: Failure }[]> {
  const left: { part: PartOfConnection; why: Failure }[] = [];
  for (const part of parts) {
    const gone = await takeBackPart[part](using, made);
    if (!gone.ok) left.push({ part, why: gone.error });
  }
  return left;
}

const nothing = ok(undefined);

const takeBackPart: Record<PartOfConnection, (using: RollBackDeps, made: Made) => Promise<Result<void>>> = {
  entry: async (using, made) => (made.entryMayBeThere ? removeEntry(using, made) : nothing),
  key: async (using, made) => (made.keyMayBeThere && made.revokeKey ? revokeMadeKey(using, made) : nothing),
  secret: ({ connections }, { connectionId }) => connections.drop(connectionId),
};

export async function removeEntry(using: RollBackDeps, made: Made): Promise<Result<void>> {
  const config = using.target.config(made.configPath);
  const entry = await config.entry(made.entryName);
  if (!entry.ok) return entry.error.code === 'config-missing' ? ok(undefined) : entry;
  // Somebody else's entry of that name, or none at all: nothing of ours to remove.
  if (!isOurEntry(entry.value, made.connectionId)) return ok(undefined);
  const free = await isFreeToEdit(using, made);
  if (!free.ok) return free;
  const removed = await config.remove(made.entryName);
  return removed.ok ? ok(undefined) : removed;
}

/** What the settings file is like. An entry that can't be taken out for that keeps no key alive. */
const aboutTheFile: ReadonlySet<FailureCode> = new Set([
  'config-empty',
  'config-not-a-file',
  'config-unreadable',
  'config-not-writable',
  'config-too-large',
  'config-byte-order-mark',
  'config-not-json',
  'config-not-an-object',
  'config-servers-not-an-object',
  'client-command-failed',
  'storage-failed',
]);

/** Removes our entry, or tells of it where the file doesn't allow that; whatever else is to be done goes on. */
export async function removeOrLeaveEntry(using: RollBackDeps, made: Made): Promise<Result<void>> {
  const removed = await removeEntry(using, made);
  if (removed.ok || !aboutTheFile.has(removed.error.code)) return removed;
  using.entryLeft?.({ ...removed.error, name: made.entryName });
  return ok(undefined);
}

/** Claude keeps its settings in memory and would write the entry back. */
async function isFreeToEdit({ claude }: RollBackDeps, { client }: Made): Promise<Result<void>> {
  if (!cachesSettings(client)) return ok(undefined);
  const state = await claude.running();
  if (!state.ok) return state;
  return state.value.running ? failed(failure('claude-running')) : ok(undefined);
}

export async function revokeMadeKey(using: RollBackDeps, made: Made): Promise<Result<void>> {
  const who = using.account.sessionFor(made.organization.id);
  if (!who.ok) return who;
  // Unknown while the keychain can't be read: another server may have a key of the same id.
  if (made.server === undefined) return failed(failure('keychain-failed', { detail: 'the key’s server' }));
  if (!isSameServer(made.server, who.value.convene.server))
    return failed(failure('signed-out', { detail: 'signed in elsewhere' }));
  const keyId = made.keyId ?? (await idOfUnseenKey(who.value, made));
  if (typeof keyId !== 'string') return keyId;
  const key = { id: keyId, name: made.keyName };
  const proof = await using.keys.ensureRevoked(who.value, key, { missingIsFine: true });
  return proof.ok ? ok(undefined) : proof;
}

/** The answer to the creation was lost: asking again with the same idempotency key tells which key it made. */
async function idOfUnseenKey({ convene }: SignedIn, made: Made): Promise<string | Result<void>> {
  if (!made.idempotencyKey) return ok(undefined);
  const again = await convene.createKey(made.organization.id, made.keyName, made.idempotencyKey);
  if (again.ok) return again.value.id;
  return hasMadeNone(again.error) ? ok(undefined) : again;
}
