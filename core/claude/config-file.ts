import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { systemCode } from '../files/file-failure.ts';
import { openJsonFile } from '../files/json-file.ts';
import { withLock } from '../files/lock.ts';
import { replaceFile } from '../files/replace-file.ts';
import { backUp } from './backups.ts';
import { checkConfig } from './config-check.ts';
import { addEntry, type EditNote, removeEntry } from './config-edit.ts';

/** How often an edit begins anew because somebody else changed the file in between. */
const attempts = 3;

const notesSchema = z.record(z.string(), z.strictObject({ madeServers: z.boolean(), blank: z.string() }));

/** Claude's settings file: read as Claude reads it, changed by one entry at a time, never touched when it isn't understood. */
export interface ClaudeConfig {
  read(): Promise<Result<{ bytes: Buffer; servers: Readonly<Record<string, unknown>> }>>;
  /** The entry of that name as Claude would see it, or undefined. */
  entry(name: string): Promise<Result<unknown>>;
  /** Adds or corrects the entry; `backup` is the copy of what was there, absent when nothing had to change. */
  put(name: string, entry: unknown): Promise<Result<{ backup?: string }>>;
  remove(name: string): Promise<Result<{ removed: boolean }>>;
}

export function openClaudeConfig(parts: {
  path: string;
  backupFolder: string;
  now?: () => Date;
}): ClaudeConfig {
  const { path, backupFolder } = parts;
  const now = parts.now ?? (() => new Date());
  const notes = openJsonFile<Record<string, EditNote>>({
    path: join(backupFolder, 'edits.json'),
    schema: notesSchema,
    initial: () => ({}),
  });
  const noteName = (name: string): string => `${path}\n${name}`;

  async function read() {
    const bytes = await readSettings(path);
    if (!bytes.ok) return bytes;
    const checked = checkConfig(bytes.value);
    return checked.ok
      ? ok({ bytes: bytes.value, text: checked.value.text, servers: checked.value.servers })
      : failed({ ...checked.error, path });
  }

  /** One companion at a time; against everybody else the file is compared with what was read right before. */
  const edit = (change: (text: string) => string): Promise<Result<{ backup?: string }>> =>
    withLock(join(backupFolder, 'edit.lock'), () => editOnce(change));

  /** Reads, edits, keeps a copy, and replaces the file if it is still what was read. */
  async function editOnce(change: (text: string) => string): Promise<Result<{ backup?: string }>> {
    let last: Failure = failure('config-changed-meanwhile', { path });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await read();
      if (!found.ok) return found;
      const next = Buffer.from(change(found.value.text));
      if (next.equals(found.value.bytes)) return ok({});
      const copy = await backUp(backupFolder, path, found.value.bytes, now());
      if (!copy.ok) return copy;
      const replaced = await replaceFile(path, next, { mustStillBe: found.value.bytes });
      if (replaced.ok) return ok({ backup: copy.value });
      last = asConfigFailure(replaced.error, path);
      if (last.code !== 'config-changed-meanwhile') break;
    }
    return failed(last);
  }

  return {
    read,
    async entry(name) {
      const found = await read();
      return found.ok ? ok(ownValue(found.value.servers, name)) : found;
    },
    async put(name, entry) {
      const before = await read();
      if (!before.ok) return before;
      if (ownValue(before.value.servers, name) === undefined) {
        const { note } = addEntry(before.value.text, name, entry);
        const noted = await notes.update((all) => ({ ...all, [noteName(name)]: note }));
        if (!noted.ok) return noted;
      }
      return edit((text) => addEntry(text, name, entry).text);
    },
    async remove(name) {
      const noted = await notes.read();
      if (!noted.ok) return noted;
      const edited = await edit((text) => removeEntry(text, name, noted.value[noteName(name)]));
      if (!edited.ok) return edited;
      const forgotten = await notes.update(({ [noteName(name)]: _done, ...rest }) => rest);
      return forgotten.ok ? ok({ removed: edited.value.backup !== undefined }) : forgotten;
    },
  };
}

const ownValue = (servers: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(servers, name) ? servers[name] : undefined;

async function readSettings(path: string): Promise<Result<Buffer>> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return failed(failure('config-not-a-file', { path }));
    return ok(await readFile(path));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return failed(failure('config-missing', { path }));
    return failed(failure('config-unreadable', { path, detail: code || String(error) }));
  }
}

const notWritable = new Set(['EACCES', 'EPERM', 'EROFS']);

const asConfigFailure = (error: Failure, path: string): Failure =>
  error.code === 'storage-failed' && notWritable.has(error.detail ?? '')
    ? failure('config-not-writable', { path, detail: error.detail ?? '' })
    : { ...error, path };
