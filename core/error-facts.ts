/** What of an exception may be kept. */
export interface ErrorFacts {
  readonly name: string;
  readonly code?: string;
  /** Where it happened, the nearest first: functions, files and lines. */
  readonly at: readonly string[];
}

const keptFrames = 12;
const frame = /^\s+at (?:.{1,200} \()?[^()]{1,500}:\d+:\d+\)?$/;
const plainName = /^[A-Za-z_$][\w$]{0,60}$/;

/**
 * Its kind, its code and its place. Its message may hold anything, also a piece of a file with somebody's secrets in it, so
 * it is left out.
 */
export function errorFacts(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const { code } = error as { code?: unknown };
  return {
    name: plainName.test(error.name) ? error.name : 'Error',
    ...(typeof code === 'string' && plainName.test(code) ? { code } : {}),
    at: framesOf(error),
  };
}

/** The stack begins with the message, which may have lines that look like frames. */
function framesOf({ stack = '', message }: Error): string[] {
  const from = stack.indexOf(message);
  return stack
    .slice(from < 0 ? 0 : from + message.length)
    .split('\n')
    .filter((line) => frame.test(line))
    .map((line) => line.trim())
    .slice(0, keptFrames);
}
