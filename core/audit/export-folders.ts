import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ok, type Result } from '../../shared/result.ts';
import { folderOfFile } from '../files/leftovers.ts';
import { isRunning } from '../files/process-status.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';

/** Where files are being written that people chose a place for, outside of the companion's own folders. */
export const exportPlacesSchema = z.strictObject({
  exports: z.array(z.strictObject({ id: z.string(), folder: z.string(), maker: z.int() })),
  /** Files that weren't finished when the companion was quit, until the person knows. */
  unfinished: z.array(z.string()).optional(),
});
export type ExportPlaces = z.infer<typeof exportPlacesSchema>;

export const noExportPlaces = (): ExportPlaces => ({ exports: [] });

/**
 * Remembers the folder of a file while it is written, so that what a killed companion left in it is found at the next
 * start. Not being able to is no reason not to write.
 */
export async function whileNoted<T>(
  places: StateFile<ExportPlaces>,
  path: string,
  log: Log,
  write: () => Promise<T>,
): Promise<T> {
  const one = { id: randomUUID(), folder: await folderOfFile(path), maker: process.pid };
  const noted = await places.update(({ exports, ...rest }) => ({ ...rest, exports: [...exports, one] }));
  if (!noted.ok) log('place of an export not noted', { failure: noted.error });
  try {
    return await write();
  } finally {
    const freed = await places.update(({ exports, ...rest }) => ({
      ...rest,
      exports: exports.filter(({ id }) => id !== one.id),
    }));
    if (!freed.ok) log('place of an export stays noted', { failure: freed.error });
  }
}

/** The folders of exports whose companion runs no more. */
export async function foldersLeft(places: StateFile<ExportPlaces>): Promise<Result<string[]>> {
  const now = await places.read();
  return now.ok
    ? ok(now.value.exports.filter(({ maker }) => !isRunning(maker)).map(({ folder }) => folder))
    : now;
}

/** These folders were tidied, and needn't be remembered for exports that are over. */
export function forgetFolders(
  places: StateFile<ExportPlaces>,
  folders: readonly string[],
): Promise<Result<unknown>> {
  return places.update(({ exports, ...rest }) => ({
    ...rest,
    exports: exports.filter(({ folder, maker }) => isRunning(maker) || !folders.includes(folder)),
  }));
}

/** The companion is quit, and this file isn't finished: nothing of it is left. */
export const noteUnfinished = (places: StateFile<ExportPlaces>, path: string): Promise<Result<unknown>> =>
  places.update(({ unfinished = [], ...rest }) => ({
    ...rest,
    unfinished: [...unfinished.filter((one) => one !== path), path],
  }));

/** The person knows of it. */
export const forgetUnfinished = (places: StateFile<ExportPlaces>, path: string): Promise<Result<unknown>> =>
  places.update(({ unfinished = [], ...rest }) => {
    const left = unfinished.filter((one) => one !== path);
    return left.length > 0 ? { ...rest, unfinished: left } : rest;
  });
