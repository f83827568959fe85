import { z } from 'zod';
import { type ClientId, cachesSettings } from '../../shared/clients.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type {
  Backup,
  RepairPreview,
  SettingsDiff,
  SettingsHistory,
  SettingsPlaces,
} from '../../shared/settings.ts';
import type { ClientProcess } from '../clients/claude-desktop/processes.ts';
import { locationIn } from '../clients/find-settings.ts';
import { whileQuit } from '../clients/while-quit.ts';
import type { StateFile } from '../files/state-file.ts';
import { listBackups, readBackup } from '../settings-editor/backups.ts';
import { proposeRepair } from '../settings-editor/propose-repair.ts';
import { fingerprintOf, settingsDiff } from '../settings-editor/settings-diff.ts';
import type { SettingsFile } from '../settings-editor/settings-file.ts';
import type { SettingsFormat } from '../settings-editor/settings-format.ts';
import { undone } from './undo.ts';

/** Which file the person chose for a program. */
export const chosenPlacesSchema = z.strictObject({ chosen: z.record(z.string(), z.string()) });
export type ChosenPlaces = z.infer<typeof chosenPlacesSchema>;
export const noChosenPlaces = (): ChosenPlaces => ({ chosen: {} });

export interface SettingsServiceDeps {
  readonly chosen: StateFile<ChosenPlaces>;
  readonly backupFolder: string;
  readonly claude: ClientProcess;
  find(client: ClientId, chosen: string | undefined): Promise<SettingsPlaces>;
  create(places: SettingsPlaces, path: string): Promise<Result<void>>;
  config(client: ClientId, path: string): SettingsFile;
  dialect(client: ClientId): SettingsFormat;
  /** The file of what is connected in a program; it counts before any other. */
  connectedPath(client: ClientId): string | undefined;
  /** While it runs nobody puts our entry back, and afterwards what is gone was wanted. */
  pauseWhile<T>(work: () => Promise<Result<T>>): Promise<Result<T>>;
}

/** What would be written, and over what. */
interface Change {
  readonly path: string;
  /** Absent where there is no file. */
  readonly before: Buffer | 'absent';
  readonly after: Buffer;
}

/** What the person agreed to: the change that was shown, and whether the program may be quit for it. */
export interface Consent {
  readonly fingerprint: string;
  readonly quitFirst?: boolean | undefined;
}

const isGone = ({ code }: Failure): boolean => code === 'config-missing' || code === 'config-link-broken';

const bytesOf = (before: Change['before']): Buffer => (before === 'absent' ? Buffer.alloc(0) : before);

const diffOf = ({ path, before, after }: Change): SettingsDiff => settingsDiff(path, bytesOf(before), after);

/** Which file of a program is meant. */
function createLookup(parts: SettingsServiceDeps) {
  async function find(client: ClientId): Promise<SettingsPlaces> {
    const saved = await parts.chosen.read();
    // A choice that can't be read is made again; nothing is lost by that.
    return parts.find(client, saved.ok ? saved.value.chosen[client] : undefined);
  }

  async function locate(client: ClientId): Promise<Result<{ path: string }>> {
    return locationIn(await find(client));
  }

  async function pathOf(client: ClientId): Promise<Result<string>> {
    const connected = parts.connectedPath(client);
    if (connected !== undefined) return ok(connected);
    const located = await locate(client);
    return located.ok ? ok(located.value.path) : located;
  }

  /** The same, or where copies of a file are kept that is gone. */
  async function pathOfCopies(client: ClientId): Promise<Result<string>> {
    const there = await pathOf(client);
    if (there.ok || !isGone(there.error)) return there;
    for (const { path } of (await find(client)).places) {
      const kept = await listBackups(parts.backupFolder, path, undefined);
      if (kept.ok && kept.value.length > 0) return ok(path);
    }
    return there;
  }

  return { find, locate, pathOf, pathOfCopies };
}

/** What could be changed back or repaired, and how the file would read then. */
function createPlans(parts: SettingsServiceDeps, { pathOf, pathOfCopies }: ReturnType<typeof createLookup>) {
  const { backupFolder } = parts;

  async function history(client: ClientId): Promise<Result<SettingsHistory>> {
    const path = await pathOfCopies(client);
    if (!path.ok) return path;
    const current = await parts.config(client, path.value).bytes();
    const backups = await listBackups(backupFolder, path.value, current.ok ? current.value : undefined);
    if (!backups.ok) return backups;
    const [latest] = backups.value;
    const can = latest && current.ok && (await undoneOf(parts, client, path.value, latest, current.value));
    return ok({ path: path.value, backups: backups.value, ...(can ? { undo: latest } : {}) });
  }

  async function repair(client: ClientId): Promise<Result<Change & { changes: RepairPreview['changes'] }>> {
    const path = await pathOf(client);
    if (!path.ok) return path;
    const before = await parts.config(client, path.value).bytes();
    if (!before.ok) return before;
    const proposal = proposeRepair(before.value, parts.dialect(client));
    if (!proposal.ok) return failed({ ...proposal.error, client, path: path.value });
    const { bytes: after, changes } = proposal.value;
    return changes.length === 0
      ? failed(failure('nothing-to-do'))
      : ok({ path: path.value, before: before.value, after, changes: [...changes] });
  }

  async function restore(client: ClientId, backupId: string): Promise<Result<Change>> {
    const path = await pathOfCopies(client);
    if (!path.ok) return path;
    const after = await readBackup(backupFolder, path.value, backupId);
    if (!after.ok) return after;
    const before = await parts.config(client, path.value).bytes();
    // A file that is gone is made again from its copy.
    if (!before.ok && !isGone(before.error)) return before;
    return ok({ path: path.value, before: before.ok ? before.value : 'absent', after: after.value });
  }

  async function undo(client: ClientId): Promise<Result<Change>> {
    const known = await history(client);
    if (!known.ok) return known;
    const { path, undo: latest } = known.value;
    const before = await parts.config(client, path).bytes();
    if (!before.ok) return before;
    const after = latest && (await undoneOf(parts, client, path, latest, before.value));
    return after
      ? ok({ path, before: before.value, after })
      : failed(failure('nothing-to-undo', { client, path }));
  }

  return { history, repair, restore, undo };
}

/** What undoing our last change would leave; undefined when nothing of it is left. */
async function undoneOf(
  { backupFolder, dialect }: SettingsServiceDeps,
  client: ClientId,
  path: string,
  { id, before }: Backup,
  current: Buffer,
): Promise<Buffer | undefined> {
  // An undo isn't undone: every copy can be restored instead.
  if (before === 'restoring') return undefined;
  const copy = await readBackup(backupFolder, path, id);
  return copy.ok ? undone(current, copy.value, before, dialect(client)) : undefined;
}

/** What a program keeps in memory it would write over this. */
async function isFree({ claude }: SettingsServiceDeps, client: ClientId): Promise<Result<void>> {
  if (!cachesSettings(client)) return ok(undefined);
  const state = await claude.running();
  if (!state.ok) return state;
  return state.value.running ? failed(failure('claude-running')) : ok(undefined);
}

const shown = (change: Result<Change>): Result<SettingsDiff> =>
  change.ok ? ok(diffOf(change.value)) : change;

/** What a person does with a program's settings file besides connecting: choose it, repair it, bring earlier content back. */
export function createSettingsService(parts: SettingsServiceDeps) {
  const lookup = createLookup(parts);
  const plans = createPlans(parts, lookup);

  /** Does just what was shown; what differs by now is shown anew first. */
  async function carryOut(
    client: ClientId,
    { fingerprint, quitFirst = false }: Consent,
    before: 'repairing' | 'restoring',
    plan: () => Promise<Result<Change>>,
  ): Promise<Result<SettingsHistory>> {
    if (quitFirst && cachesSettings(client))
      return whileQuit(parts.claude, () => carryOut(client, { fingerprint }, before, plan));
    const free = await isFree(parts, client);
    if (!free.ok) return free;
    const done = await parts.pauseWhile(async () => {
      const change = await plan();
      if (!change.ok) return change;
      const { path, before: was, after } = change.value;
      if (fingerprintOf(bytesOf(was), after) !== fingerprint)
        return failed(failure('config-changed-meanwhile', { client, path }));
      return parts.config(client, path).replaceWhole(after, { mustStillBe: was, before });
    });
    return done.ok ? plans.history(client) : done;
  }

  return {
    /** The file that is used for connecting; `config-ambiguous` or `config-missing` where the person has to say. */
    locate: lookup.locate,
    pathOf: lookup.pathOf,
    ...choices(parts, lookup),
    async previewRepair(client: ClientId): Promise<Result<RepairPreview>> {
      const repair = await plans.repair(client);
      if (!repair.ok) return repair;
      return ok({ changes: repair.value.changes, diff: diffOf(repair.value) });
    },
    repair: (client: ClientId, consent: Consent) =>
      carryOut(client, consent, 'repairing', () => plans.repair(client)),
    /** Whether what is wrong with the file can be repaired. */
    canRepair: async (client: ClientId): Promise<boolean> => (await plans.repair(client)).ok,
    history: plans.history,
    previewRestore: async (client: ClientId, backupId: string): Promise<Result<SettingsDiff>> =>
      shown(await plans.restore(client, backupId)),
    restore: (client: ClientId, backupId: string, consent: Consent) =>
      carryOut(client, consent, 'restoring', () => plans.restore(client, backupId)),
    previewUndo: async (client: ClientId): Promise<Result<SettingsDiff>> => shown(await plans.undo(client)),
    undo: (client: ClientId, consent: Consent) =>
      carryOut(client, consent, 'restoring', () => plans.undo(client)),
  };
}

/** Where the settings are, and what the person chose. */
const choices = (parts: SettingsServiceDeps, { find }: ReturnType<typeof createLookup>) => ({
  places: async (client: ClientId): Promise<Result<SettingsPlaces>> => ok(await find(client)),
  async choosePlace(client: ClientId, path: string): Promise<Result<SettingsPlaces>> {
    const { places } = await find(client);
    if (!places.some((one) => one.path === path)) return failed(failure('bad-input', { client, path }));
    const saved = await parts.chosen.update(({ chosen }) => ({ chosen: { ...chosen, [client]: path } }));
    return saved.ok ? ok(await find(client)) : saved;
  },
  async createFile(client: ClientId, path: string): Promise<Result<SettingsPlaces>> {
    const made = await parts.create(await find(client), path);
    return made.ok ? ok(await find(client)) : made;
  },
});
