import { mkdir, readFile } from 'node:fs/promises';
import { failed, ok, type Result } from '../../shared/result.ts';
import { variable } from '../convene/proxy-names.ts';
import { storageFailure } from '../files/file-failure.ts';
import { replaceFile } from '../files/replace-file.ts';
import { findSessionBus, isOwnBus } from '../keychain/session-bus.ts';
import { clientEnvironment } from './client-environment.ts';
import { type NotedEnvironment, notedEnvironmentPath, withoutPassword } from './noted-environment.ts';

/**
 * Notes for the bridges that clients start what this program's environment has and theirs hasn't: the session bus, the
 * proxy without its password, further certificates. Outside of a desktop session of Linux nothing is changed, as nothing
 * is known of it there. Fails with `storage-failed`.
 */
export async function noteEnvironment(
  dataFolder: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): Promise<Result<void>> {
  const bus = env.DBUS_SESSION_BUS_ADDRESS ?? findSessionBus(env, platform);
  const isOwn = bus !== undefined && platform === 'linux' && isOwnBus(bus);
  if (platform === 'linux' && !isOwn) return ok(undefined);
  const isFound = isOwn && findSessionBus(clientEnvironment(env, platform), platform) === withoutId(bus);
  const proxy = withoutPassword(variable(env, 'HTTPS_PROXY') ?? variable(env, 'ALL_PROXY') ?? '');
  const exceptions = variable(env, 'NO_PROXY');
  const noted: NotedEnvironment = {
    ...(isOwn && !isFound ? { DBUS_SESSION_BUS_ADDRESS: bus } : {}),
    ...(proxy ? { HTTPS_PROXY: proxy } : {}),
    ...(proxy && exceptions ? { NO_PROXY: exceptions } : {}),
    ...(env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: env.NODE_EXTRA_CA_CERTS } : {}),
  };
  const path = notedEnvironmentPath(dataFolder);
  const text = `${JSON.stringify(noted)}\n`;
  // What was there belongs to another session or network.
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
