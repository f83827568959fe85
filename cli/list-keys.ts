import type { Companion } from '../core/companion.ts';
import { failure } from '../shared/failure.ts';
import type { KeysView } from '../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../shared/result.ts';

/** The keys as Convene has them now; offline the last known ones, with `stale` saying why. */
export async function listKeys({ keys }: Companion): Promise<Result<Extract<KeysView, { state: 'listed' }>>> {
  const view = await keys.refresh();
  if (view.state === 'listed') return ok(view);
  return failed(view.state === 'unavailable' ? view.failure : failure('internal', { detail: 'no list' }));
}
