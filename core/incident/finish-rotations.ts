import type { KeyScope } from '../convene/server-scope.ts';
import type { Log } from '../log.ts';
import type { Handovers } from '../rotation/handovers.ts';
import type { Rotations } from '../rotation/rotations.ts';

interface Parts {
  readonly rotations: Pick<Rotations, 'involved' | 'rotate' | 'rollBack'>;
  readonly handovers: Pick<Handovers, 'involved' | 'finish' | 'cancel'>;
  readonly log: Log;
}

/**
 * Ends replacements of keys that were cut off. Where the old key leaked, its successor goes on into use, because it didn't; where
 * the successor itself was cut off, it is taken back. What fails is gone on with at the next start, as ever.
 */
export async function finishRotationsOf(
  { rotations, handovers, log }: Parts,
  within: KeyScope,
  keyIds: ReadonlySet<string>,
): Promise<void> {
  for (const { connectionId, oldKeyId, newKeyId } of await rotations.involved(within)) {
    const isNewCut = newKeyId !== undefined && keyIds.has(newKeyId);
    if (!isNewCut && !keyIds.has(oldKeyId)) continue;
    const settled = isNewCut ? await rotations.rollBack(connectionId) : await rotations.rotate(connectionId);
    if (!settled.ok) log('replacement not settled', { connection: connectionId, failure: settled.error });
  }
  for (const { id, oldKeyId, newKeyId, placed } of await handovers.involved(within)) {
    const isNewCut = newKeyId !== undefined && keyIds.has(newKeyId);
    // Until the person has put the new key in its place, it is to be had from here.
    if (!isNewCut && !(placed && keyIds.has(oldKeyId))) continue;
    const settled = isNewCut ? await handovers.cancel(id) : await handovers.finish(id);
    if (!settled.ok) log('replacement not settled', { handover: id, failure: settled.error });
  }
}
