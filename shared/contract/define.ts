import type { z } from 'zod';

/** A question from the window and its answer. Both are strict schemas: one field too many is an error. */
export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({
  input,
  output,
});

export type Calls = Readonly<Record<string, Readonly<Record<string, Call>>>>;
export type Events = Readonly<Record<string, z.ZodType>>;

export interface Contract<C extends Calls = Calls, E extends Events = Events> {
  readonly calls: C;
  readonly events: E;
}
