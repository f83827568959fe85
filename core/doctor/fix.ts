import { type ClientId, cachesSettings } from '../../shared/clients.ts';
import type { Finding, FixId } from '../../shared/doctor.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { isAutomatic } from '../../shared/wording/fixes.ts';
import { check, firstBad } from './doctor.ts';
import type { DoctorDeps } from './doctor-parts.ts';

export interface FixDeps extends DoctorDeps {
  /** Puts our entry right, quitting the program for it and starting it again. */
  putEntryRight(connectionId: string): Promise<Result<unknown>>;
}

/**
 * Fixes the first bad finding, where one press does that, and looks again. Where the person has to choose or consent
 * it fails with what is wrong.
 */
export async function fix(parts: FixDeps, client: ClientId): Promise<Result<Finding[]>> {
  const finding = firstBad(await check(parts, client));
  if (!finding?.failure) return failed(failure('nothing-to-do'));
  if (!finding.fix || !isAutomatic(finding.fix)) return failed(finding.failure);
  const fixed = await carryOut(parts, client, finding.fix);
  return fixed.ok ? ok(await check(parts, client)) : fixed;
}

async function carryOut(parts: FixDeps, client: ClientId, what: FixId): Promise<Result<unknown>> {
  if (what === 'put-entry-back') return putEntryBack(parts, client);
  if (what === 'restart-client') return restart(parts, client);
  return ok(undefined);
}

async function putEntryBack(parts: FixDeps, client: ClientId): Promise<Result<unknown>> {
  const known = await parts.connections.of(client);
  if (!known.ok) return known;
  const [connection] = known.value;
  return connection ? parts.putEntryRight(connection.id) : failed(failure('nothing-to-do'));
}

/** Only on the person's request: the button says that it quits. */
async function restart({ claude }: FixDeps, client: ClientId): Promise<Result<void>> {
  if (!cachesSettings(client)) return ok(undefined);
  const state = await claude.running();
  if (!state.ok) return state;
  const quit = await claude.quit();
  return quit.ok ? claude.start(state.value.program) : quit;
}
