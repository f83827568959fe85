import { basename, join } from 'node:path';
import type { z } from 'zod';
import type { Failure } from '../../shared/failure.ts';
import type { Log } from '../log.ts';
import { createStateFile, type Recovered, type StateFile } from './state-file.ts';

/** The state files of one companion, in one folder. */
export interface StateFiles {
  /** Declares a file by its name. */
  file<T>(
    name: string,
    declared: {
      readonly schema: z.ZodType<T>;
      readonly initial: () => T;
      readonly migrate?: (stored: unknown) => unknown;
      /** Its name in 0.1.0. */
      readonly formerName?: string;
    },
  ): StateFile<T>;
  /** Those that can't be read now, each with why: what they hold isn't known, and is not nothing. */
  unreadable(): Promise<readonly UnreadableState[]>;
  /** When every change that was made without waiting for another companion stands for certain. */
  settled(): Promise<void>;
  /** What a damaged file held was found elsewhere. */
  foundAgain(path: string): void;
  /** A file was damaged or gone and its last good copy taken; also what was recovered before anybody listened. */
  onRecovered(listener: (recovered: Recovered) => void): void;
}

export interface UnreadableState {
  /** The file's name, for instance `connections.json`. */
  readonly name: string;
  readonly failure: Failure;
}

export function createStateFiles(folder: string, log: Log): StateFiles {
  const files: StateFile<unknown>[] = [];
  const recovered: Recovered[] = [];
  const listeners = new Set<(recovered: Recovered) => void>();
  const tell = (one: Recovered): void => {
    log('a file was recovered', { ...one, path: basename(one.path) });
    recovered.push(one);
    for (const listener of listeners) listener(one);
  };
  return {
    file(name, { formerName, ...declared }) {
      const former = formerName === undefined ? {} : { formerPath: join(folder, formerName) };
      const file = createStateFile({ path: join(folder, name), ...former, ...declared, onRecovered: tell });
      files.push(file as StateFile<unknown>);
      return file;
    },
    async unreadable() {
      const read = await Promise.all(
        files.map(async (file) => ({ name: basename(file.path), answer: await file.read() })),
      );
      return read.flatMap(({ name, answer }) => (answer.ok ? [] : [{ name, failure: answer.error }]));
    },
    async settled() {
      await Promise.all(files.map((file) => file.settled()));
    },
    foundAgain: (path) => tell({ path, foundAgain: true }),
    onRecovered(listener) {
      listeners.add(listener);
      for (const one of recovered) listener(one);
    },
  };
}
