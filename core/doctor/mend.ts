import { type ClientId, keepsSettingsInMemory } from '../../shared/clients.ts';
import type { Finding, MendId } from '../../shared/doctor.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isOnePress } from '../../shared/wording/mends.ts';
import { examine, firstBad } from './doctor.ts';
import type { DoctorParts } from './doctor-parts.ts';

export interface MendParts extends DoctorParts {
  /** Puts our entry right, quitting the program for it and starting it again. */
  putEntryRight(connectionId: string): Promise<Result<unknown>>;
}

/**
 * Mends the first bad finding, where one press does that, and looks again. Where the person has to choose or consent
 * it fails with what is wrong.
 */
export async function mend(parts: MendParts, client: ClientId): Promise<Result<Finding[]>> {
  const finding = firstBad(await examine(parts, client));
  if (!finding?.failure) return failed(failure('nothing-to-do'));
  if (!finding.mend || !isOnePress(finding.mend)) return failed(finding.failure);
  const mended = await carryOut(parts, client, finding.mend);
  return mended.ok ? ok(await examine(parts, client)) : mended;
}

async function carryOut(parts: MendParts, client: ClientId, what: MendId): Promise<Result<unknown>> {
  if (what === 'put-entry-back') return putEntryBack(parts, client);
  if (what === 'restart-client') return restart(parts, client);
  return ok(undefined);
}

async function putEntryBack(parts: MendParts, client: ClientId): Promise<Result<unknown>> {
  const known = await parts.connections.of(client);
  if (!known.ok) return known;
  const [connection] = known.value;
  return connection ? parts.putEntryRight(connection.id) : failed(failure('nothing-to-do'));
}

/** Only on the person's request: the button says that it quits. */
async function restart({ claude }: MendParts, client: ClientId): Promise<Result<void>> {
  if (!keepsSettingsInMemory(client)) return ok(undefined);
  const state = await claude.running();
  if (!state.ok) return state;
  const quit = await claude.quit();
  return quit.ok ? claude.start(state.value.program) : quit;
}
