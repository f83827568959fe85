import type { ClientId } from '../../shared/clients.ts';
import type { Connection } from '../../shared/connect-view.ts';
import type { FixId } from '../../shared/doctor.ts';
import { type FailureCode, failure } from '../../shared/failure.ts';
import { entryState } from '../watch/entry-state.ts';
import type { DoctorDeps } from './doctor-parts.ts';
import { bad, type Check, good, notChecked } from './finding.ts';

/** The settings file: which one it is, and whether its program can read it. */
export async function checkFile(
  parts: DoctorDeps,
  client: ClientId,
  connection: Connection | undefined,
): Promise<Record<'config-found' | 'config-parses', Check>> {
  const found = await checkFound(parts, client);
  const path = connection?.configPath ?? (found.status === 'good' ? found.fact : undefined);
  if (path === undefined) return { 'config-found': found, 'config-parses': notChecked };
  const read = await parts.adapterOf(client).config(path).read();
  if (read.ok)
    return { 'config-found': found.status === 'bad' ? found : good(path), 'config-parses': good() };
  if (isAboutFinding.has(read.error.code))
    return {
      'config-found': bad(read.error, await fixOfMissing(parts, client)),
      'config-parses': notChecked,
    };
  return {
    'config-found': found.status === 'bad' ? found : good(path),
    'config-parses': bad(read.error, await fixOfBroken(parts, client)),
  };
}

/** These say that there is no file, rather than what stands in it. */
const isAboutFinding: ReadonlySet<FailureCode> = new Set([
  'config-missing',
  'config-link-broken',
  'config-not-a-file',
]);

async function checkFound(parts: DoctorDeps, client: ClientId): Promise<Check> {
  const allowed = await parts.adapterOf(client).allowed();
  if (!allowed.ok) return bad(allowed.error);
  const path = await parts.settings.pathOf(client);
  if (path.ok) return good(path.value);
  return bad(path.error, path.error.code === 'config-ambiguous' ? 'choose-file' : 'create-file');
}

async function fixOfMissing(parts: DoctorDeps, client: ClientId): Promise<FixId | undefined> {
  if (await hasCopies(parts, client)) return 'restore-file';
  const places = await parts.settings.places(client);
  return places.ok && places.value.mayCreate !== undefined ? 'create-file' : undefined;
}

async function fixOfBroken(parts: DoctorDeps, client: ClientId): Promise<FixId | undefined> {
  if (await parts.settings.canRepair(client)) return 'repair-file';
  return (await hasCopies(parts, client)) ? 'restore-file' : undefined;
}

async function hasCopies(parts: DoctorDeps, client: ClientId): Promise<boolean> {
  const history = await parts.settings.history(client);
  return history.ok && history.value.backups.length > 0;
}

/** Our entry: there, ours, and starting this companion's helper. */
export async function checkEntry(parts: DoctorDeps, connection: Connection): Promise<Check> {
  const { configPath: path, entryName: name, client } = connection;
  const target = parts.adapterOf(client);
  const read = await target.config(path).read();
  if (!read.ok) return notChecked;
  const { servers } = read.value;
  const entry = await entryState(servers, connection, target.entry(parts.bridge, connection.id));
  const codes = { gone: 'entry-vanished', stale: 'entry-stale', changed: 'entry-changed' } as const;
  if (entry.state === 'right') return good(name);
  return bad(failure(codes[entry.state], { client, path, name }), 'put-entry-back');
}
