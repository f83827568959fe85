import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClientId } from '../../shared/clients.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Backup } from '../../shared/settings.ts';
import { systemCode } from '../files/file-failure.ts';
import { withLock } from '../files/lock.ts';
import { readAtMost } from '../files/read-at-most.ts';
import { replaceFile } from '../files/replace-file.ts';
import { createStateFile, type StateFile } from '../files/state-file.ts';
import { backUp, editLock } from './backups.ts';
import { addEntry, type EditNote, removeEntry } from './edit-entry.ts';
import { type CheckedConfig, checkConfig, largestBytes } from './parse-settings.ts';
import { claudeDialect, type SettingsFormat } from './settings-format.ts';

/** How often an edit begins anew because somebody else changed the file in between. */
const attempts = 3;

/** Milliseconds between looks at a file that may be half written, and how young it must be to count as that. */
const tornRead = { pausesMs: [40, 80, 160], youngMs: 2_000 };

const notesSchema = z.record(
  z.string(),
  z.strictObject({ madeServers: z.boolean(), blank: z.string(), lead: z.string().optional() }),
);

export interface SettingsContent {
  readonly bytes: Buffer;
  readonly servers: Readonly<Record<string, unknown>>;
}

/** A program's settings file: read as the program reads it, changed by one entry at a time, never touched when it isn't understood. */
export interface SettingsFile {
  read(): Promise<Result<SettingsContent>>;
  /** The entry of that name as the program would see it, or undefined. */
  entry(name: string): Promise<Result<unknown>>;
  /** Adds or corrects the entry; `backup` is the copy of what was there, absent when nothing had to change. */
  put(name: string, entry: unknown): Promise<Result<{ backup?: string }>>;
  remove(name: string): Promise<Result<{ removed: boolean }>>;
  /** The bytes as they are, understood or not. */
  bytes(): Promise<Result<Buffer>>;
  /** Puts other content in the place of just these bytes, with a copy of them kept. */
  replaceWhole(
    bytes: Buffer,
    options: { mustStillBe: Buffer | 'absent'; before: Backup['before'] },
  ): Promise<Result<void>>;
}

export interface SettingsFileDeps {
  readonly path: string;
  readonly backupFolder: string;
  readonly dialect?: SettingsFormat;
  /** Whose settings these are; stands in each failure, for its words. */
  readonly client?: ClientId;
  readonly now?: () => Date;
}

/** Milliseconds for which an edit waits for another's. A companion that was killed holds the lock for ten seconds more. */
const lockWaitMs = 12_000;

/** What all that is done to one file needs to know of it. */
interface Editing {
  readonly path: string;
  readonly backupFolder: string;
  readonly client: ClientId | undefined;
  readonly dialect: SettingsFormat;
  readonly notes: StateFile<Record<string, EditNote>>;
  now(): Date;
}

export function createSettingsFile(parts: SettingsFileDeps): SettingsFile {
  const { path, backupFolder, client, dialect = claudeDialect, now = () => new Date() } = parts;
  const notes = createStateFile<Record<string, EditNote>>({
    path: join(backupFolder, 'edits.json'),
    schema: notesSchema,
    initial: () => ({}),
  });
  const editing: Editing = { path, backupFolder, client, dialect, notes, now };

  /** One companion at a time; against everybody else the file is compared with what was read right before. */
  const inTurn = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> =>
    withLock(editLock(backupFolder), work, { waitMs: lockWaitMs });

  return {
    read: () => read(editing),
    async entry(name) {
      const found = await read(editing);
      return found.ok ? ok(ownValue(found.value.servers, name)) : found;
    },
    put: (name, entry) => inTurn(() => put(editing, name, entry)),
    remove: (name) => inTurn(() => remove(editing, name)),
    async bytes() {
      const found = await readSettings(path);
      return found.ok ? ok(found.value.bytes) : failed(told(editing, found.error));
    },
    replaceWhole: (bytes, { mustStillBe, before }) =>
      inTurn(async () => {
        const written = await keepAndReplace(editing, bytes, mustStillBe, before);
        return written.ok ? ok(undefined) : failed(told(editing, written.error));
      }),
  };
}

const told = ({ path, client }: Editing, why: Failure): Failure => ({ ...why, path, client });

const noteName = ({ path }: Editing, name: string): string => `${path}\n${name}`;

/** What a program in the midst of writing has left so far isn't taken for the whole. */
async function read(editing: Editing): Promise<Result<CheckedConfig & SettingsContent>> {
  const { path, dialect } = editing;
  for (const pauseMs of [...tornRead.pausesMs, undefined]) {
    const found = await readSettings(path);
    if (!found.ok) return failed(told(editing, found.error));
    const { bytes, writtenAt } = found.value;
    const checked = checkConfig(bytes, dialect);
    const isYoung = Math.abs(Date.now() - writtenAt) < tornRead.youngMs;
    if (pauseMs === undefined || !isYoung || !mayBeTorn(checked))
      return checked.ok ? ok({ ...checked.value, bytes }) : failed(told(editing, checked.error));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return failed(failure('internal', { path }));
}

/** An empty file, too, where the program takes one: it is what many writers make of it first. */
const mayBeTorn = (checked: Result<CheckedConfig>): boolean =>
  checked.ok
    ? checked.value.text.trim() === ''
    : checked.error.code === 'config-not-json' || checked.error.code === 'config-empty';

const put = (editing: Editing, name: string, entry: unknown): Promise<Result<{ backup?: string }>> =>
  edit(editing, 'adding', async (text) => {
    const added = addEntry(text, name, entry, editing.dialect);
    if (added.isNew) {
      const noted = await noteEdit(editing, name, added.note);
      if (!noted.ok) return noted;
    }
    return ok(added.text);
  });

async function remove(editing: Editing, name: string): Promise<Result<{ removed: boolean }>> {
  const { notes, dialect } = editing;
  const key = noteName(editing, name);
  const noted = await notes.read();
  const note = noted.ok ? noted.value[key] : undefined;
  const edited = await edit(editing, 'removing', async (text) => ok(removeEntry(text, name, note, dialect)));
  if (!edited.ok) return edited;
  // Without a note there is nothing to forget, and one that can't be understood says nothing.
  const forgotten = note && (await notes.update(({ [key]: _done, ...rest }) => rest));
  if (forgotten && !forgotten.ok) return forgotten;
  return ok({ removed: edited.value.backup !== undefined });
}

type ChangeText = (text: string) => Promise<Result<string>>;

/** Reads, edits, keeps a copy, and replaces the file if it is still what was read; else begins anew. */
async function edit(
  editing: Editing,
  before: Backup['before'],
  change: ChangeText,
): Promise<Result<{ backup?: string }>> {
  for (let attempt = 1; ; attempt += 1) {
    const done = await editOnce(editing, before, change);
    if (done.ok || done.error.code !== 'config-changed-meanwhile' || attempt === attempts) return done;
  }
}

async function editOnce(
  editing: Editing,
  before: Backup['before'],
  change: ChangeText,
): Promise<Result<{ backup?: string }>> {
  const found = await read(editing);
  if (!found.ok) return found;
  const changed = await change(found.value.text);
  if (!changed.ok) return changed;
  const next = withMark(found.value, changed.value);
  if (next.equals(found.value.bytes)) return ok({});
  // What we couldn't read again we couldn't take back.
  if (next.length > largestBytes) return failed(told(editing, failure('config-too-large')));
  const written = await keepAndReplace(editing, next, found.value.bytes, before);
  if (!written.ok) return failed(told(editing, written.error));
  return ok(written.value === undefined ? {} : { backup: written.value });
}

const withMark = ({ hasByteOrderMark }: CheckedConfig, text: string): Buffer =>
  Buffer.from(hasByteOrderMark ? `\ufeff${text}` : text);

async function keepAndReplace(
  { path, backupFolder, now }: Editing,
  next: Buffer,
  was: Buffer | 'absent',
  before: Backup['before'],
): Promise<Result<string | undefined>> {
  const copy =
    was === 'absent'
      ? ok(undefined)
      : await backUp({ folder: backupFolder, path, bytes: was, before, now: now() });
  if (!copy.ok) return copy;
  const replaced = await replaceFile(path, next, { mustStillBe: was });
  return replaced.ok ? copy : failed(asConfigFailure(replaced.error, path));
}

/** How the entry was put in, so that it can be taken out without a trace; noted before the file is touched. */
async function noteEdit(editing: Editing, name: string, note: EditNote): Promise<Result<void>> {
  const { notes } = editing;
  const noted = await notes.update((all) => ({ ...all, [noteName(editing, name)]: note }));
  if (noted.ok || noted.error.detail !== 'not understood') return noted.ok ? ok(undefined) : noted;
  // A damaged note costs blank space at most; it must not keep anybody from connecting.
  const anew = await notes.remove();
  return anew.ok ? noteEdit(editing, name, note) : anew;
}

const ownValue = (servers: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(servers, name) ? servers[name] : undefined;

async function readSettings(path: string): Promise<Result<{ bytes: Buffer; writtenAt: number }>> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return failed(failure('config-not-a-file', { path }));
    const bytes = found.size > largestBytes ? undefined : await readAtMost(path, largestBytes);
    return bytes ? ok({ bytes, writtenAt: found.mtimeMs }) : failed(failure('config-too-large', { path }));
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
