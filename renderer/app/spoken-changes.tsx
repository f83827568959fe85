import { useCallback } from 'react';
import type { CallAnswer } from '../../shared/contract/derive.ts';
import { useCompanion, useViewChange } from '../data/companion.tsx';
import type { ViewName } from '../data/companion-data.ts';
import { watchChangeWords } from '../sections/connections/watch-words.ts';

/** Says to screen readers what main has seen or done by itself, whichever section is up. */
export function SpokenChanges(): null {
  useSpoken('watch', watchChangeWords);
  return null;
}

type View<Name extends ViewName> = CallAnswer<`${Name}.view`>;

/** `words`: what is said of a change; the same function at each rendering. */
function useSpoken<Name extends Exclude<ViewName, 'connect'>>(
  name: Name,
  words: (now: View<Name>, before: View<Name> | undefined) => readonly string[],
): void {
  const { say } = useCompanion().announcer;
  const hear = useCallback(
    (now: View<Name>, before: View<Name> | undefined) => words(now, before).forEach(say),
    [words, say],
  );
  useViewChange(name, hear);
}
