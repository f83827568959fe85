import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';

/**
 * Keeps a view fresh: listens first, then asks once. An event that comes before the answer is newer than it, so
 * the answer is dropped then. Answers the function that ends the listening.
 */
export function feed<View>(parts: {
  listen: (hear: (view: View) => void) => () => void;
  ask: () => Promise<Result<View>>;
  show: (view: View) => void;
  fail: (failure: Failure) => void;
}): () => void {
  let heard = false;
  const end = parts.listen((view) => {
    heard = true;
    parts.show(view);
  });
  void parts.ask().then((answer) => {
    if (heard) return;
    if (answer.ok) parts.show(answer.value);
    else parts.fail(answer.error);
  });
  return end;
}
