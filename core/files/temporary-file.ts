import { basename, dirname, join } from 'node:path';

/** `.settings.json.4711-0a1b2c3d4e5f.convene-new`: hidden, and marked, so that it can be told from anybody else's. */
const temporaryName = /^\..+\.(\d{1,10})-[0-9a-f]{12}\.convene-new$/;

/** A new name beside `target`, on the same file system therefore, in which stands which process made it. */
export const temporaryFor = (target: string): string =>
  join(dirname(target), `.${basename(target)}.${process.pid}-${chance()}.convene-new`);

/** Likewise, of what a file held that is written in place. No start removes it: it may be the only whole one. */
export const copyNameFor = (target: string): string =>
  join(dirname(target), `.${basename(target)}.${process.pid}-${chance()}.convene-copy`);

/** Twelve hexadecimal digits. Node's own module for that would be loaded at each start of the bridge. */
export const chance = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex');

/** The id of the process that made a temporary file of this name; undefined when it isn't one of ours. */
export function makerOf(name: string): number | undefined {
  const id = temporaryName.exec(name)?.[1];
  return id === undefined ? undefined : Number(id);
}
