import { withoutTokens } from '../../../shared/tokens.ts';

export interface ServerRecord {
  /** When the server's program was last begun with success. */
  readonly startedAt?: Date;
  /** What went wrong since the last try to start it, in Claude's words, without tokens. */
  readonly problem?: string;
}

/** Longer than any problem that helps, shorter than a page. */
const longestProblem = 300;

/** `2026-08-13T09:55:02.449Z [name] [info] Words { metadata: undefined }`; older builds write no metadata. */
const line = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) \[[^\]]*\] \[(\w+)\] (.*)$/;

/** Said of every server that ends too early, whatever the reason; what was said before it tells more. */
const says = {
  begins: 'Initializing server...',
  runs: 'Server started and connected successfully',
  endedEarly: 'Server transport closed unexpectedly',
  disconnected: 'Server disconnected.',
};

/**
 * Reads the end of one server's log. Lines of the server's own standard error stand between Claude's; they are passed
 * over, as are messages that went to and fro.
 */
export function readServerLines(text: string): ServerRecord {
  let startedAt: Date | undefined;
  let problem: { words: string; generic: boolean } | undefined;
  for (const [, at = '', level, rest = ''] of text.split(/\r?\n/).map((one) => line.exec(one) ?? [])) {
    const words = withoutMetadata(rest);
    if (words === says.begins) problem = undefined;
    else if (words === says.runs) startedAt = new Date(at);
    else {
      const generic = words.startsWith(says.endedEarly) || words.startsWith(says.disconnected);
      if ((generic || level === 'error') && (!problem || (problem.generic && !generic)))
        problem = { words, generic };
    }
  }
  return {
    ...(startedAt ? { startedAt } : {}),
    ...(problem ? { problem: withoutTokens(problem.words).slice(0, longestProblem) } : {}),
  };
}

/** Claude puts the details behind its words, in an object of one or of many lines. */
const withoutMetadata = (words: string): string =>
  words.replace(/ (?:\{$|\{ metadata:.*|\{"(?:context|stack)":.*)/, '').trimEnd();
