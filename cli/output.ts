import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import { failureWords } from '../shared/wording/failures.ts';
import { exitStatus, statusOf } from './exit-status.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Either words for people or one JSON object for programs; answers the exit status. */
export function report<T>(
  streams: Streams,
  json: boolean,
  result: Result<T>,
  words: (value: T) => readonly string[],
  status: (value: T) => number = () => exitStatus.done,
): number {
  if (json) streams.out(`${JSON.stringify(result)}\n`);
  else if (result.ok) for (const line of words(result.value)) streams.out(`${line}\n`);
  else for (const line of failureLines(result.error)) streams.err(`${line}\n`);
  return result.ok ? status(result.value) : statusOf(result.error.code);
}

export function failureLines(failure: Failure): string[] {
  const { title, todo } = failureWords(failure);
  return todo ? [title, todo] : [title];
}
