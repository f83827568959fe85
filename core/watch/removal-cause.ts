import { type ClientId, cachesSettings } from '../../shared/clients.ts';
import type { ClientProcessState } from '../clients/claude-desktop/processes.ts';
import type { RemovalCause } from './watch-state.ts';

/** Milliseconds after its start in which Claude rewrites its settings by itself. */
const startMs = 60_000;

/** Milliseconds by which a process's start, as the system tells it, may be late. */
const slackMs = 1_000;

/**
 * Why our entry is gone, as far as can be told. What Claude drops, it drops soon after its start; what goes later,
 * while it runs, the person took out in its settings. Where that can't be told, the person's will is not guessed.
 */
export function removalCause(seen: {
  client: ClientId;
  claude: ClientProcessState | undefined;
  /** When the file was last written. */
  writtenAt: Date;
  /** Whether our entry was seen in the file before, by this very watch. */
  witnessed: boolean;
  /** When Claude last started our server, by its log, if that tells. */
  serverStartedAt?: Date | undefined;
}): RemovalCause {
  const { client, claude, writtenAt, witnessed, serverStartedAt } = seen;
  if (!cachesSettings(client) || !claude) return 'unexplained';
  const whileClosed: RemovalCause = witnessed ? 'vanished' : 'unexplained';
  if (!claude.running) return whileClosed;
  if (!claude.since) return 'unexplained';
  const afterStartMs = writtenAt.getTime() - claude.since.getTime();
  if (afterStartMs < -slackMs) return whileClosed;
  // A Claude that never started our server since its own start never had our entry: it was lost, not removed.
  const neverHadIt =
    serverStartedAt !== undefined && serverStartedAt.getTime() < claude.since.getTime() - slackMs;
  return afterStartMs <= startMs || neverHadIt ? 'vanished' : 'disconnected';
}
