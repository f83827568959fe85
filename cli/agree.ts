import { failure } from '../shared/failure.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks before something is changed. Without a terminal nothing is, and how to agree beforehand is said.
 * `--yes` has agreed already.
 */
export async function agreeTo(
  terminal: Terminal,
  { question, sure, how }: { question: string; sure: boolean; how: string },
): Promise<Result<void>> {
  const answer = sure ? 'yes' : await terminal.confirm(question);
  if (answer === 'yes') return ok(undefined);
  const detail =
    answer === 'no' ? 'Nothing was changed.' : `Nothing was changed: there is no terminal to ask on. ${how}`;
  return failed(failure(answer === 'no' ? 'nothing-to-do' : 'consent-needed', { detail }));
}
