import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { CallAnswer, CallArguments, CallName } from '../../shared/contract/derive.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { Asked, CallOptions, CompanionData, Question, ViewAbout, ViewName } from './companion-data.ts';

export const CompanionContext = createContext<CompanionData | undefined>(undefined);

export function useCompanion(): CompanionData {
  const data = useContext(CompanionContext);
  if (!data) throw new Error('No companion: the part stands outside CompanionContext.');
  return data;
}

const useQuestion = <T,>(question: Question<T>): Asked<T> => useSyncExternalStore(question.use, question.now);

/** What main pushes: asked once on the page, and newer with each event. `useView('connect', { client })` is about one client. */
export const useView = <Name extends ViewName>(
  name: Name,
  ...about: ViewAbout<Name>
): Asked<CallAnswer<`${Name}.view`>> => useQuestion(useCompanion().question(`${name}.view`, about));

/** The same, where what was told last is enough: undefined before, and where there is no answer. */
export function useViewValue<Name extends ViewName>(
  name: Name,
  ...about: ViewAbout<Name>
): CallAnswer<`${Name}.view`> | undefined {
  const view = useView(name, ...about);
  return view.state === 'ready' ? view.value : undefined;
}

/** Calls `hear` for each answer that a view gets from now on. It must be the same function at each rendering. */
export function useViewChange<Name extends Exclude<ViewName, 'connect'>>(
  name: Name,
  hear: (now: CallAnswer<`${Name}.view`>, before: CallAnswer<`${Name}.view`> | undefined) => void,
): void {
  const question = useCompanion().question<`${Name}.view`>(`${name}.view`, [] as ViewAbout<Name>);
  useEffect(() => {
    let before = question.now();
    return question.use(() => {
      const now = question.now();
      if (now.state === 'ready') hear(now.value, before.state === 'ready' ? before.value : undefined);
      before = now;
    });
  }, [question, hear]);
}

const notAsked: Question<never> = {
  now: () => loading,
  use: () => () => {},
  again: async () => {},
};
const loading = { state: 'loading' } as const;

export type Query<T> = Asked<T> & {
  /** Asks once more, and is loading until the answer is there. */
  readonly again: () => Promise<void>;
};

/**
 * Asked when the part comes up and whenever its input differs; an answer to an older input is dropped, and all parts that
 * ask the same see the same. `undefined` as its input: nothing is asked yet, and it stays loading.
 */
export function useQuery<Name extends CallName>(
  name: Name,
  ...input: CallArguments<Name> | [undefined]
): Query<CallAnswer<Name>> {
  const data = useCompanion();
  const question =
    input.length === 1 && input[0] === undefined
      ? notAsked
      : data.question(name, input as CallArguments<Name>);
  return { ...useQuestion<CallAnswer<Name>>(question), again: question.again };
}

export interface CallState<Name extends CallName> {
  readonly run: (...input: CallArguments<Name>) => Promise<Result<CallAnswer<Name>>>;
  readonly running: boolean;
  /** Why the last one failed; until the next, or until it is forgotten. */
  readonly failure: Failure | undefined;
  readonly forget: () => void;
}

/**
 * Something that the person has done, one at a time. What the answer says anew of a view or of another question is shown
 * there, and `says` is told to screen readers; both also when the part is gone by then.
 */
export function useCall<Name extends CallName>(
  name: Name,
  { says, waits }: CallOptions<Name> = {},
): CallState<Name> {
  const data = useCompanion();
  const [call] = useState(() => data.call(name));
  const { running, failure } = useStore(call.state);
  const run = useCallback(
    (...input: CallArguments<Name>) => call.run(input, { says, waits }),
    [call, says, waits],
  );
  return { run, running, failure, forget: call.forget };
}
