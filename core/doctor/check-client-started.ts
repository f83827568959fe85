import { stat } from 'node:fs/promises';
import type { Connection } from '../../shared/connect-view.ts';
import { failure } from '../../shared/failure.ts';
import { readServerLog } from '../clients/claude-desktop/log.ts';
import type { DoctorDeps } from './doctor-parts.ts';
import { bad, type Check, good, notChecked } from './finding.ts';

/** Milliseconds by which the clock of a log and that of the processes may differ. */
const slackMs = 2_000;

/** Whether Claude, as it runs now, has started our helper: its own log says so. */
export async function checkClientStarted(
  { claude, computer }: DoctorDeps,
  connection: Connection,
): Promise<Check> {
  const { configPath, entryName, client } = connection;
  const state = await claude.running();
  if (!state.ok) return bad(state.error, 'check-again');
  if (!state.value.running) return notChecked;
  const log = await readServerLog({ computer, configPath, entryName });
  // A log that can't be read says nothing about the connection.
  if (!log.ok) return notChecked;
  const said = log.value;
  const path = said?.path;
  if (said?.problem)
    return bad(failure('helper-not-started', { client, path, detail: said.problem }), 'restart-client');
  const since = state.value.since;
  const startedAt = said?.startedAt;
  if (startedAt && (!since || startedAt.getTime() >= since.getTime() - slackMs))
    return good(startedAt.toISOString());
  // Nothing is said without a log: some builds keep none, and the other findings prove the connection.
  if (!said && !(await wasWrittenAfter(configPath, since))) return notChecked;
  return bad(failure('helper-not-started', { client, path }), 'restart-client');
}

/** Whether the settings changed after Claude's start, so that it can't have read what stands there now. */
async function wasWrittenAfter(path: string, since: Date | undefined): Promise<boolean> {
  if (!since) return false;
  const seen = await stat(path).catch(() => undefined);
  return seen !== undefined && seen.mtimeMs > since.getTime() + 60_000;
}
