import { isDeepStrictEqual } from 'node:util';
import type { Backup } from '../../shared/settings.ts';
import { addEntry, removeEntry } from '../settings-editor/edit-entry.ts';
import { type CheckedConfig, checkConfig } from '../settings-editor/parse-settings.ts';
import { proposeRepair } from '../settings-editor/propose-repair.ts';
import { connectionOf } from '../settings-editor/server-entry.ts';
import type { SettingsFormat } from '../settings-editor/settings-format.ts';

/**
 * What a file says when just our last change to it is taken back: other programs may have written it since, and that
 * stays. `backup` is what it held before our change. Undefined when nothing of ours is left to take back.
 */
export function undone(
  current: Buffer,
  backup: Buffer,
  before: Backup['before'],
  dialect: SettingsFormat,
): Buffer | undefined {
  if (current.equals(backup)) return undefined;
  if (before === 'repairing') {
    const repaired = proposeRepair(backup, dialect);
    return repaired.ok && repaired.value.bytes.equals(current) ? backup : undefined;
  }
  const [now, then] = [checkConfig(current, dialect), checkConfig(backup, dialect)];
  if (!now.ok || !then.ok) return undefined;
  if (before === 'removing' && isWithoutOurs(then.value.text, now.value.text, then.value.servers, dialect))
    return backup;
  const text = withEarlierEntries(now.value, then.value, dialect);
  if (text === now.value.text) return undefined;
  return Buffer.from(now.value.hasByteOrderMark ? `\ufeff${text}` : text);
}

/** The text of now with each of our entries as it was then. */
function withEarlierEntries(now: CheckedConfig, then: CheckedConfig, dialect: SettingsFormat): string {
  let { text } = now;
  for (const name of ourNames(now.servers, then.servers)) {
    const [is, was] = [own(now.servers, name), own(then.servers, name)];
    if (isDeepStrictEqual(is, was)) continue;
    text =
      was === undefined
        ? withoutEntry(text, then.text, name, dialect)
        : addEntry(text, name, was, dialect).text;
  }
  return text;
}

type Servers = Readonly<Record<string, unknown>>;

const own = (servers: Servers, name: string): unknown =>
  Object.hasOwn(servers, name) ? servers[name] : undefined;

/** Entries of either side that start a bridge for a connection; nobody else's are touched. */
const ourNames = (...both: readonly Servers[]): Set<string> =>
  new Set(
    both.flatMap((servers) =>
      Object.entries(servers).flatMap(([name, entry]) =>
        name.startsWith('convene-') && connectionOf(entry) !== undefined ? [name] : [],
      ),
    ),
  );

/** How the backup was laid out tells how to take an entry out without a trace. */
const withoutEntry = (text: string, before: string, name: string, dialect: SettingsFormat): string =>
  removeEntry(text, name, addEntry(before, name, {}, dialect).note, dialect);

/** Whether a file is what taking our entry out of the backup leaves, with or without their whole object. */
function isWithoutOurs(backup: string, current: string, servers: Servers, dialect: SettingsFormat): boolean {
  return [...ourNames(servers)].some((name) =>
    [true, false].some(
      (madeServers) => removeEntry(backup, name, { madeServers, blank: '' }, dialect) === current,
    ),
  );
}
