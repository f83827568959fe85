/** What the companion needs of the world around it; main and the command line hand in the real ones. */
import type { Result } from '../shared/result.ts';

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Shows an address in the person's own browser, or tells them to open it. */
export interface Opener {
  open(address: string): Promise<Result<void>>;
}

/** The demo market on this computer: a whole Convene server, started when it is wanted. */
export interface DemoMarket {
  /** Starts it, or answers where it already runs. */
  start(): Promise<Result<{ address: string }>>;
  /** A sign-in that it accepts. It protects nothing, so it may be shown. */
  readonly signIn: { readonly email: string; readonly password: string };
  stop(): Promise<void>;
}
