import { realpath } from 'node:fs/promises';
import { type ClientId, clientIds } from '../../shared/clients.ts';
import type { ScanFinding } from '../../shared/scan.ts';
import { clientTable } from '../clients/table.ts';
import type { Computer } from '../files/data-folder.ts';
import type { SettingsFile } from '../settings-editor/settings-file.ts';
import { serversIn } from './servers-in.ts';

/** Which program's settings each path is, by the table of programs. */
export async function settingsByPath(computer: Computer): Promise<ReadonlyMap<string, ClientId>> {
  const known = new Map<string, ClientId>();
  for (const client of clientIds) {
    for (const { path } of clientTable[client].candidates(computer)) {
      const real = await realpath(path).catch(() => undefined);
      if (real !== undefined && !known.has(real)) known.set(real, client);
    }
  }
  return known;
}

/** The entry in which this very token stands, where the settings are understood. */
export async function entryWith(
  config: SettingsFile,
  client: ClientId,
  token: string,
): Promise<ScanFinding['client']> {
  const [first] = await entriesWith(config, token);
  return first ? { client, entryName: first[0] } : undefined;
}

/** The servers that are named in the entries in which this very token stands. */
export async function serversBeside(config: SettingsFile, token: string): Promise<readonly string[]> {
  const entries = await entriesWith(config, token);
  return entries.flatMap(([, entry]) => serversIn(entry));
}

async function entriesWith(config: SettingsFile, token: string): Promise<[string, unknown][]> {
  const read = await config.read();
  if (!read.ok) return [];
  return Object.entries(read.value.servers).filter(([, entry]) => JSON.stringify(entry).includes(token));
}
