import type { ClientId } from '../../shared/clients.ts';
import { ok } from '../../shared/result.ts';
import type { Turns } from '../files/turns.ts';
import type { Log } from '../log.ts';
import type { Runs, Unsettled } from '../operations/runs.ts';
import type { ConnectData } from './connect-data.ts';
import { type Made, madeFor, madeSoFar } from './made.ts';
import { type PartOfConnection, type RollBackDeps, takeBackAllThatGoes } from './take-back.ts';

/** What may live on after everything was taken back as far as it goes, and isn't asked for any more. */
export interface LeftBehind {
  readonly what: 'key' | 'entry';
  readonly name: string;
  /** The organization's name, of a key. */
  readonly market?: string;
  /** In whose settings an entry is. */
  readonly client?: ClientId;
}

export interface LeaveDeps extends RollBackDeps {
  readonly runs: Pick<Runs<ConnectData, unknown>, 'settleAll'>;
  readonly turns: Turns;
  readonly log: Log;
}

/**
 * Takes back everything that was begun or made, as far as it goes, and forgets it all the same. Answers what may be
 * left behind, by name.
 */
export async function takeBackEverything(deps: LeaveDeps): Promise<LeftBehind[]> {
  const { connections, runs, turns, target, log } = deps;
  const leftBehind: LeftBehind[] = [];
  await runs.settleAll(async (unsettled) => {
    const made = madeSoFar(unsettled.operation);
    const parts = await partsLeft(deps, made, unsettled);
    leftBehind.push(...(await told(deps, made, parts)));
  });
  const takeBackConnected = async () => {
    const known = await connections.of(target.client);
    if (!known.ok) log('what was connected is not known', { failure: known.error });
    for (const connection of known.ok ? known.value : []) {
      const made = await madeFor(connections, connection, true);
      leftBehind.push(...(await told(deps, made, await namesOfLeft(deps, made))));
    }
    return ok(undefined);
  };
  const taken = await turns.run(takeBackConnected);
  // Another companion is at it, or the lock can't be written: no reason to leave anything here.
  if (!taken.ok) log('leaving without the lock', { failure: taken.error });
  if (!taken.ok) await takeBackConnected();
  const forgotten = await connections.forget(target.client);
  if (!forgotten.ok) log('file stays', { failure: forgotten.error });
  return leftBehind;
}

/** Of a connecting that couldn't be taken back as such; its secret goes in any case. */
async function partsLeft(
  deps: LeaveDeps,
  made: Made,
  { left }: Unsettled<ConnectData>,
): Promise<PartOfConnection[]> {
  // Not even tried: another companion is at it, or the lock can't be written.
  if (left.length === 0) return namesOfLeft(deps, made);
  const dropped = await deps.connections.drop(made.connectionId);
  if (!dropped.ok) deps.log('not taken back', { part: 'secret', failure: dropped.error });
  return left.flatMap(({ step }) => {
    if (step === 'entry-written') return ['entry' as const];
    return step === 'key-ready' ? ['key' as const] : [];
  });
}

async function namesOfLeft(deps: LeaveDeps, made: Made): Promise<PartOfConnection[]> {
  const left = await takeBackAllThatGoes(deps, made);
  for (const { part, why } of left) deps.log('not taken back', { part, failure: why });
  return left.map(({ part }) => part);
}

async function told(deps: LeaveDeps, made: Made, left: readonly PartOfConnection[]): Promise<LeftBehind[]> {
  const isNoted = left.includes('key') && (await noteLeft(deps, made));
  return left.flatMap((part): LeftBehind[] => {
    if (part === 'entry') return [{ what: 'entry', name: made.entryName, client: made.client }];
    if (part === 'secret' || isNoted) return [];
    return [{ what: 'key', name: made.keyName, market: made.organization.name }];
  });
}

/** The key outlives the sign-in, and so does the wish to revoke it. One that was made unseen has no id to ask for. */
async function noteLeft({ keys }: LeaveDeps, made: Made): Promise<boolean> {
  const { keyId, keyName, organization, server, personId } = made;
  if (keyId === undefined || server === undefined) return false;
  await keys.noteLeft({
    server,
    ...(personId ? { personId } : {}),
    organizationId: organization.id,
    organizationName: organization.name,
    keyId,
    keyName,
  });
  return true;
}
