import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import type { ClaudeConfig } from '../claude/config-file.ts';
import { isOurEntry } from '../claude/entry.ts';
import type { ClaudeProcesses } from '../claude/processes.ts';
import type { Keys } from '../keys/keys.ts';
import type { Connections } from './connections.ts';

export interface TakeBackParts {
  readonly account: Account;
  readonly keys: Keys;
  readonly connections: Connections;
  readonly claude: ClaudeProcesses;
  config(path: string): ClaudeConfig;
}

/** What there may be to take back, of a connection that stands or of one that was only begun. */
export interface Made {
  readonly connectionId: string;
  readonly organization: { readonly id: string };
  readonly configPath: string;
  readonly entryName: string;
  readonly keyName: string;
  readonly idempotencyKey?: string;
  readonly keyId?: string | undefined;
  readonly revokeKey: boolean;
  readonly entryMayBeThere: boolean;
  readonly keyMayBeThere: boolean;
}

/** Takes back what connecting made, in reverse: the entry, the key, its secret. Each part may run again. */
export async function takeBack(parts: TakeBackParts, made: Made): Promise<Result<void>> {
  if (made.entryMayBeThere) {
    const removed = await removeEntry(parts, made);
    if (!removed.ok) return removed;
  }
  if (made.keyMayBeThere && made.revokeKey) {
    const revoked = await revokeMadeKey(parts, made);
    if (!revoked.ok) return revoked;
  }
  return parts.connections.drop(made.connectionId);
}

async function removeEntry(parts: TakeBackParts, made: Made): Promise<Result<void>> {
  const config = parts.config(made.configPath);
  const entry = await config.entry(made.entryName);
  if (!entry.ok) return entry.error.code === 'config-missing' ? ok(undefined) : entry;
  // Somebody else's entry of that name, or none at all: nothing of ours to remove.
  if (!isOurEntry(entry.value, made.connectionId)) return ok(undefined);
  const state = await parts.claude.running();
  if (!state.ok) return state;
  // Claude keeps its settings in memory and would write the entry back.
  if (state.value.running) return failed(failure('claude-running'));
  const removed = await config.remove(made.entryName);
  return removed.ok ? ok(undefined) : removed;
}

async function revokeMadeKey(parts: TakeBackParts, made: Made): Promise<Result<void>> {
  const who = parts.account.signedIn();
  if (!who.ok) return who;
  const keyId = made.keyId ?? (await idOfUnseenKey(parts, made));
  if (typeof keyId !== 'string') return keyId;
  const outcome = await parts.keys.revokeHeld(
    { ...who.value, organization: { ...who.value.organization, id: made.organization.id } },
    keyId,
  );
  if (!outcome.ok) return outcome.error.code === 'not-found' ? ok(undefined) : outcome;
  if (outcome.value.result === 'not-confirmed') return failed(outcome.value.failure);
  return ok(undefined);
}

/** The answer to the creation was lost: asking again with the same idempotency key tells which key it made. */
async function idOfUnseenKey(parts: TakeBackParts, made: Made): Promise<string | Result<void>> {
  const who = parts.account.signedIn();
  if (!who.ok) return who;
  if (!made.idempotencyKey) return ok(undefined);
  const again = await who.value.convene.createKey(made.organization.id, made.keyName, made.idempotencyKey);
  if (again.ok) return again.value.id;
  // Nothing was made: a conflict is with somebody else's key, a refusal made none.
  return again.error.code === 'conflict' || again.error.code === 'not-allowed' ? ok(undefined) : again;
}
