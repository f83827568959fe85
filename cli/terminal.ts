import type { Readable } from 'node:stream';
import type { Companion } from '../core/companion.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** What a command is given: the services, where to write, and how to ask. */
export interface Terminal extends Streams {
  readonly companion: Companion;
  /** Standard input, for a command that takes a whole text from it. */
  readonly input: Readable;
  /** Reads a secret without showing it; from a pipe when there is no terminal. Undefined when the person gave up. */
  secret(question: string): Promise<string | undefined>;
  /** `nobody`: there is no terminal to ask on. */
  confirm(question: string): Promise<'yes' | 'no' | 'nobody'>;
  /** Waits for `work` until the person presses Ctrl-C; `work` itself goes on then. */
  unlessStopped<T>(work: Promise<T>): Promise<T | 'stopped'>;
}

/** Opens the services for one command and closes them afterwards; remembers the exit status. */
export type Run = (work: (terminal: Terminal, json: boolean) => Promise<number>) => Promise<void>;
