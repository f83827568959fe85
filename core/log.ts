import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import { withoutTokens } from '../shared/tokens.ts';
import { isOnlyUnwritable } from './files/folder-trouble.ts';

/** One event, named in a few words, with facts that are safe to keep. Tokens are hidden all the same. */
export type Log = (event: string, facts?: Readonly<Record<string, unknown>>) => void;

export const noLog: Log = () => {};

/** Bytes after which a log starts anew; the last one is kept beside it as `.old`. */
const largestLog = 1_000_000;

/**
 * JSON lines in a file of the companion's folder. Throws when something else is in the folder's place, as nothing works
 * without it; a log that can't be written never stops the work.
 */
export function fileLog(path: string): Log {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!isOnlyUnwritable(error)) throw error;
  }
  try {
    return openLog(path);
  } catch {
    // There is nowhere to say so.
    return noLog;
  }
}

function openLog(path: string): Log {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestLog) renameSync(path, `${path}.old`);
  const file = pino.destination({ dest: path, sync: true, mode: 0o600 });
  file.on('error', () => {});
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => void file.write(withoutTokens(line)) },
  );
  return (event, facts = {}) => logger.info(facts, event);
}
