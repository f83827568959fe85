import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import { withoutTokens } from '../shared/tokens.ts';
import { exitStatus, statusOf } from './exit-status.ts';
import type { Streams } from './terminal.ts';
import { failureLines } from './words.ts';

/** Either words for people or one JSON object for programs; answers the exit status. */
export function report<T>(
  streams: Streams,
  json: boolean,
  result: Result<T>,
  words: (value: T) => readonly string[],
  status: (value: T) => number = () => exitStatus.done,
): number {
  if (json) streams.out(`${JSON.stringify(result)}\n`);
  else if (result.ok) for (const line of words(result.value)) streams.out(`${printable(line)}\n`);
  else sayFailure(streams, result.error);
  return result.ok ? status(result.value) : statusOf(result.error.code);
}

/** Beside the result: progress, advice, what a person has to do. Never on standard output. */
export const say = ({ err }: Streams, line: string): void => err(`${withoutTokens(printable(line))}\n`);

export const sayFailure = (streams: Streams, problem: Failure): void => {
  for (const line of failureLines(problem)) say(streams, line);
};

/** Names come from other people: nothing in them may steer the terminal or turn the reading direction. */
const printable = (line: string): string =>
  line.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
