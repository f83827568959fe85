import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ClientId } from '../../shared/clients.ts';
import { answeredQuestions, viewNames } from '../../shared/contract/answers.ts';
import type { CallAnswer, CallArguments, CallName, CompanionApi } from '../../shared/contract/derive.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, type Result } from '../../shared/result.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';

/** Something that is asked of main: not answered yet, its newest answer, or why there is none. */
export type Asked<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure };

/** One question with its input, and its newest answer, for everybody on the page who asks it. */
export interface Question<T> {
  now(): Asked<T>;
  /** Asks, unless it is a view that was asked before; what is shown stays until the answer is there. */
  use(hear: () => void): () => void;
  /** Asks once more, and shows that. */
  again(): Promise<void>;
}

/** One call and how it goes. */
export interface Call<Name extends CallName> {
  readonly state: StoreApi<{ readonly running: boolean; readonly failure: Failure | undefined }>;
  /** One at a time: a second one answers `busy` at once, or waits for the first. */
  run(input: CallArguments<Name>, options?: CallOptions<Name>): Promise<Result<CallAnswer<Name>>>;
  forget(): void;
}

export interface CallOptions<Name extends CallName> {
  /** Told to screen readers when it went well. */
  readonly says?: Says<Name> | undefined;
  /** A second one waits for the first, as choices do that are made one after another. */
  readonly waits?: boolean | undefined;
}

type Says<Name extends CallName> =
  | string
  | ((answer: CallAnswer<Name>, ...input: CallArguments<Name>) => string | undefined);

export type ViewName = (typeof viewNames)[number];
export type ViewAbout<Name extends ViewName> = CallArguments<`${Name}.view`>;

/** What the page knows of main: the answers to its questions, kept fresh by events and by the answers of calls. */
export interface CompanionData {
  readonly api: CompanionApi;
  readonly announcer: Announcer;
  /** This computer's time. */
  readonly now: () => Date;
  question<Name extends CallName>(name: Name, input: CallArguments<Name>): Question<CallAnswer<Name>>;
  call<Name extends CallName>(name: Name): Call<Name>;
}

const loading = { state: 'loading' } as const;

interface OpenQuestion extends Question<unknown> {
  /** What was told unasked, or by the answer of a call: newer than any answer that is still to come. */
  tell(value: unknown): void;
}

/** A question that forgets its answer when nobody uses it any more, so that the next one sees no old one. */
function createQuestion(ask: () => Promise<Result<unknown>>, isView: boolean): OpenQuestion {
  const shown = createStore<{ asked: Asked<unknown> }>(() => ({ asked: loading }));
  let turn = 0;
  let users = 0;
  let askedOnce = false;
  function show(asked: Asked<unknown>): void {
    turn += 1;
    shown.setState({ asked });
  }
  async function askNow(): Promise<void> {
    askedOnce = true;
    turn += 1;
    const mine = turn;
    const answer = await ask();
    if (mine !== turn) return;
    show(answer.ok ? { state: 'ready', value: answer.value } : { state: 'failed', failure: answer.error });
  }
  return {
    now: () => shown.getState().asked,
    use(hear) {
      users += 1;
      const end = shown.subscribe(hear);
      if (!isView || !askedOnce) void askNow();
      return () => {
        users -= 1;
        end();
        if (users === 0 && !isView) show(loading);
      };
    },
    again() {
      show(loading);
      return askNow();
    },
    tell(value) {
      if (users > 0 || isView) show({ state: 'ready', value });
    },
  };
}

type AnyApi = Record<string, Record<string, (...input: readonly unknown[]) => Promise<Result<unknown>>>>;

export function createCompanionData(api: CompanionApi, now: () => Date = () => new Date()): CompanionData {
  const announcer = createAnnouncer();
  const questions = new Map<string, OpenQuestion>();

  function ask(name: string, input: readonly unknown[]): Promise<Result<unknown>> {
    const [group = '', member = ''] = name.split('.');
    const method = (api as unknown as AnyApi)[group]?.[member];
    if (!method) throw new Error(`The contract has no call “${name}”.`);
    return method(...input);
  }

  function open(name: string, input: readonly unknown[]): OpenQuestion {
    const key = JSON.stringify([name, ...input]);
    const known = questions.get(key);
    if (known) return known;
    const isView = viewNames.some((view) => name === `${view}.view`);
    const question = createQuestion(() => ask(name, input), isView);
    questions.set(key, question);
    return question;
  }

  for (const view of viewNames) api.on[view]((value) => open(`${view}.view`, aboutOf(value)).tell(value));

  function learn(name: string, input: readonly unknown[], value: unknown): void {
    const question = (answeredQuestions as Readonly<Record<string, string>>)[name];
    if (question) open(question, aboutOf(input[0])).tell(value);
  }

  return {
    api,
    announcer,
    now,
    question: (name, input) => open(name, input) as Question<never>,
    call<Name extends CallName>(name: Name): Call<Name> {
      const state: Call<Name>['state'] = createStore(() => ({ running: false, failure: undefined }));
      let last: Promise<Result<CallAnswer<Name>>> | undefined;
      async function make(
        input: CallArguments<Name>,
        says: Says<Name> | undefined,
      ): Promise<Result<CallAnswer<Name>>> {
        state.setState({ running: true, failure: undefined });
        const answer = (await ask(name, input)) as Result<CallAnswer<Name>>;
        if (answer.ok) learn(name, input, answer.value);
        state.setState({ running: false, failure: answer.ok ? undefined : answer.error });
        const words = answer.ok && (typeof says === 'function' ? says(answer.value, ...input) : says);
        if (words) announcer.say(words);
        return answer;
      }
      return {
        state,
        async run(input, { says, waits = false } = {}) {
          if (last && !waits) return failed(failure('busy'));
          const mine = last ? last.then(() => make(input, says)) : make(input, says);
          last = mine;
          const answer = await mine;
          if (last === mine) last = undefined;
          return answer;
        },
        forget: () => state.setState({ failure: undefined }),
      };
    },
  };
}

/** The client that a question is about, as its input says it; nothing for those that are about none. */
function aboutOf(value: unknown): readonly { readonly client: ClientId }[] {
  const client = (value as { client?: ClientId } | undefined)?.client;
  return client === undefined ? [] : [{ client }];
}
