import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { failure } from '../../../shared/failure.ts';
import { failed, ok, type Result } from '../../../shared/result.ts';
import type { Computer } from '../../files/data-folder.ts';
import { systemCode } from '../../files/file-failure.ts';
import { readServerLines, type ServerRecord } from './log-lines.ts';

/** What matters is at the end; these logs grow to megabytes. */
const tailBytes = 64 * 1024;

/** Milliseconds for all of it: a home on a network may not answer. */
const deadlineMs = 3_000;

/**
 * What Claude's own log tells of one server: when Claude last started it, and what went wrong at its last try.
 * Undefined when Claude has no log of it. Fails with `storage-failed` or `timed-out`.
 */
export async function readServerLog(parts: {
  computer: Computer;
  configPath: string;
  entryName: string;
}): Promise<Result<({ path: string } & ServerRecord) | undefined>> {
  const { computer, configPath, entryName } = parts;
  const timer = new AbortController();
  const late = new Promise<Result<never>>((done) => {
    const id = setTimeout(() => done(failed(failure('timed-out', { path: configPath }))), deadlineMs);
    timer.signal.addEventListener('abort', () => clearTimeout(id));
  });
  const name = `mcp-server-${entryName.replaceAll(/[^\w-]/g, '-')}.log`;
  return Promise.race([readNewest(logPaths(computer, configPath, name)), late]).finally(() => timer.abort());
}

async function readNewest(
  paths: readonly string[],
): Promise<Result<({ path: string } & ServerRecord) | undefined>> {
  const newest = await newestFile(paths);
  if (newest === undefined) return ok(undefined);
  try {
    return ok({ path: newest, ...readServerLines(await readTail(newest)) });
  } catch (error) {
    return failed(failure('storage-failed', { path: newest, detail: systemCode(error) || String(error) }));
  }
}

/**
 * Where Claude keeps the log, likeliest first. Sources: for macOS Anthropic's own guide for local servers; for Windows
 * reports of 2025 and 2026 in public issue threads (the app moved from the folder beside its settings to
 * `%LOCALAPPDATA%\Claude\Logs`, and a Store package's own writes are redirected into its `LocalCache`); for Linux the
 * folder beside the settings.
 */
export function logPaths({ env, platform, home }: Computer, configPath: string, name: string): string[] {
  if (platform === 'win32') {
    const settings = win32.dirname(configPath);
    const local = env.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local');
    const redirected = /^(.*\\LocalCache)\\Roaming\\/i.exec(configPath)?.[1];
    return [
      win32.join(local, 'Claude', 'Logs'),
      win32.join(settings, 'logs'),
      ...(redirected ? [win32.join(redirected, 'Local', 'Claude', 'Logs')] : []),
    ].map((folder) => win32.join(folder, name));
  }
  const beside = posix.join(posix.dirname(configPath), 'logs');
  const folders = platform === 'darwin' ? [posix.join(home, 'Library/Logs/Claude'), beside] : [beside];
  return folders.map((folder) => posix.join(folder, name));
}

/** The regular file among them that was written last; links and everything else are none. */
async function newestFile(paths: readonly string[]): Promise<string | undefined> {
  const found: { path: string; writtenAt: number }[] = [];
  for (const path of paths) {
    try {
      const seen = await lstat(path);
      if (seen.isFile()) found.push({ path, writtenAt: seen.mtimeMs });
    } catch {
      // It isn't there, or can't be looked at: then there is nothing to tell from it.
    }
  }
  return found.sort((one, other) => other.writtenAt - one.writtenAt)[0]?.path;
}

/** Never waits for another program and never follows a link, also when the file was replaced since it was looked at. */
const carefully = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function readTail(path: string): Promise<string> {
  const file = await open(path, carefully);
  try {
    return await tailOf(file);
  } finally {
    await file.close();
  }
}

async function tailOf(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(Math.min(size, tailBytes));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, size - buffer.length);
  return buffer.subarray(0, bytesRead).toString('utf8');
}
