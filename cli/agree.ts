import { failure } from '../shared/failure.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import type { Terminal } from './terminal.ts';

interface Question {
  readonly question: string;
  /** Agreed to beforehand. */
  readonly sure: boolean;
  /** How to agree beforehand. */
  readonly how: string;
  /** What is told where nobody agreed, without the full stop. */
  readonly untouched?: string;
}

/**
 * Asks before something is changed. Without a terminal nothing is, and how to agree beforehand is said.
 * `--yes` has agreed already.
 */
export async function agreeTo(
  terminal: Terminal,
  { question, sure, how, untouched = 'Nothing was changed' }: Question,
): Promise<Result<void>> {
  const answer = sure ? 'yes' : await terminal.confirm(question);
  if (answer === 'yes') return ok(undefined);
  const detail = answer === 'no' ? `${untouched}.` : `${untouched}: there is no terminal to ask on. ${how}`;
  return failed(failure(answer === 'no' ? 'nothing-to-do' : 'consent-needed', { detail }));
}
