import type { z } from 'zod';
import type { Result } from '../result.ts';
import type { contract } from './contract.ts';
import type { Call, Calls, Contract } from './define.ts';

export type TheContract = typeof contract;

type Input<C> = C extends Call<infer I, z.ZodType> ? z.input<I> : never;
type Output<C> = C extends Call<z.ZodType, infer O> ? z.output<O> : never;

/** A call without input is called without arguments. */
type Arguments<I> = Record<string, never> extends I ? [] : [input: I];

/** What the window sees: `window.companion.keys.revoke({ keyId })` and `window.companion.on.keys(listener)`. */
export type CompanionApi<C extends Contract = TheContract> = {
  readonly [Group in keyof C['calls']]: {
    readonly [Name in keyof C['calls'][Group]]: (
      ...input: Arguments<Input<C['calls'][Group][Name]>>
    ) => Promise<Result<Output<C['calls'][Group][Name]>>>;
  };
} & {
  /** Each answers a function that ends the listening. */
  readonly on: {
    readonly [Name in keyof C['events']]: (
      listener: (value: z.output<C['events'][Name]>) => void,
    ) => () => void;
  };
};

/** What main must bring: one handler per call; a missing or surplus one doesn't compile. */
export type Handlers<C extends Contract = TheContract> = {
  readonly [Group in keyof C['calls']]: {
    readonly [Name in keyof C['calls'][Group]]: (
      input: z.output<C['calls'][Group][Name] extends Call<infer I, z.ZodType> ? I : never>,
    ) => Promise<Result<Output<C['calls'][Group][Name]>>>;
  };
};

export type EventValue<Name extends keyof TheContract['events']> = z.output<TheContract['events'][Name]>;

/** A call by its name, as `keys.revoke`; what it is asked with, and what it answers when it goes well. */
export type CallName = {
  [Group in keyof TheContract['calls'] & string]: `${Group}.${keyof TheContract['calls'][Group] & string}`;
}[keyof TheContract['calls'] & string];

type CallOf<Name extends CallName> = Name extends `${infer Group}.${infer Member}`
  ? Group extends keyof TheContract['calls']
    ? Member extends keyof TheContract['calls'][Group]
      ? TheContract['calls'][Group][Member]
      : never
    : never
  : never;

export type CallArguments<Name extends CallName> = Arguments<Input<CallOf<Name>>>;
export type CallAnswer<Name extends CallName> = Output<CallOf<Name>>;

const prefix = 'companion';
export const callChannel = (group: string, name: string): string => `${prefix}:call:${group}.${name}`;
export const eventChannel = (name: string): string => `${prefix}:event:${name}`;

export interface CallEntry {
  readonly group: string;
  readonly name: string;
  readonly channel: string;
  readonly call: Call;
}

export const callEntries = (calls: Calls): CallEntry[] =>
  Object.entries(calls).flatMap(([group, members]) =>
    Object.entries(members).map(([name, call]) => ({ group, name, channel: callChannel(group, name), call })),
  );

/** The names of a contract, by group: all that the preload needs of it. */
export interface ContractNames {
  readonly calls: Readonly<Record<string, readonly string[]>>;
  readonly events: readonly string[];
}

export const contractNames = ({ calls, events }: Contract): ContractNames => ({
  calls: Object.fromEntries(Object.entries(calls).map(([group, members]) => [group, Object.keys(members)])),
  events: Object.keys(events),
});
