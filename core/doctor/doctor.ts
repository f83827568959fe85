import { type ClientId, cachesSettings } from '../../shared/clients.ts';
import type { Connection } from '../../shared/connect-view.ts';
import { type Finding, findingIds } from '../../shared/doctor.ts';
import { checkAccount } from './check-account.ts';
import { checkBridge } from './check-bridge.ts';
import { checkClientStarted } from './check-client-started.ts';
import { checkSecret } from './check-secret.ts';
import { checkEntry, checkFile } from './check-settings.ts';
import type { DoctorDeps } from './doctor-parts.ts';
import { bad, type Check, notChecked } from './finding.ts';

/**
 * Looks at every part of a program's connection in the order in which they depend on one another; changes nothing.
 * What doesn't depend on another is looked at side by side, so one that hangs holds up no other.
 */
export async function check(parts: DoctorDeps, client: ClientId): Promise<Finding[]> {
  const known = await parts.connections.of(client);
  const connection = known.ok ? known.value[0] : undefined;
  // First, because the helper would wait for the same keychain once more.
  const secret = await checkSecret(parts, connection);
  const [settings, session] = await Promise.all([
    examineSettings(parts, client, connection, secret),
    checkAccount(parts.account),
  ]);
  const found: Record<Finding['id'], Check> = { ...settings, keychain: secret, session };
  // What is connected stands in a file of the companion's own; unread, nothing can be said of a connection.
  if (!known.ok) found.entry = bad(known.error, 'check-again');
  return findingIds.map((id) => ({ id, client, ...found[id] }));
}

type OfSettings = Omit<Record<Finding['id'], Check>, 'keychain' | 'session'>;

async function examineSettings(
  parts: DoctorDeps,
  client: ClientId,
  connection: Connection | undefined,
  secret: Check,
): Promise<OfSettings> {
  const [file, bridge] = await Promise.all([
    checkFile(parts, client, connection),
    connection ? checkBridge(parts, connection, secret) : undefined,
  ]);
  const isSound = file['config-parses'].status === 'good';
  const entry = connection && isSound ? await checkEntry(parts, connection) : undefined;
  const started =
    connection && entry?.status === 'good' && cachesSettings(client)
      ? await checkClientStarted(parts, connection)
      : notChecked;
  return {
    ...file,
    entry: entry ?? notChecked,
    bridge: bridge?.bridge ?? notChecked,
    convene: bridge?.convene ?? notChecked,
    tool: bridge?.tool ?? notChecked,
    'client-started': started,
  };
}

/** The first bad finding: the one to fix, because the others may come of it. */
export const firstBad = (findings: readonly Finding[]): Finding | undefined =>
  findings.find(({ status }) => status === 'bad');
