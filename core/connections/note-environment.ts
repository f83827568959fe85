import { mkdir, readFile } from 'node:fs/promises';
import { failed, ok, type Result } from '../../shared/result.ts';
import { storageFailure } from '../files/file-failure.ts';
import { replaceFile } from '../files/replace-file.ts';
import { findSessionBus, isOwnBus } from '../keychain/session-bus.ts';
import { clientEnvironment } from './client-environment.ts';
import { type NotedEnvironment, notedEnvironmentPath } from './noted-environment.ts';

/**
 * Notes for the bridges that clients start what this program's environment has and theirs hasn't. Outside of a desktop
 * session nothing is changed, as nothing is known of it there. Fails with `storage-failed`.
 */
export async function noteEnvironment(
  dataFolder: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): Promise<Result<void>> {
  if (platform !== 'linux') return ok(undefined);
  const bus = env.DBUS_SESSION_BUS_ADDRESS ?? findSessionBus(env, platform);
  if (bus === undefined || !isOwnBus(bus)) return ok(undefined);
  const isFound = findSessionBus(clientEnvironment(env, platform), platform) === withoutId(bus);
  const noted: NotedEnvironment = isFound ? {} : { DBUS_SESSION_BUS_ADDRESS: bus };
  const path = notedEnvironmentPath(dataFolder);
  const text = `${JSON.stringify(noted)}\n`;
  const before = await readFile(path, 'utf8').catch(() => '{}\n');
  if (before === text) return ok(undefined);
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return failed(storageFailure(path, error));
  }
  return replaceFile(path, Buffer.from(text));
}

const withoutId = (address: string): string => address.replace(/,guid=[0-9a-f]+$/, '');
