import { win32 } from 'node:path';

/**
 * The whole path of a program of Windows. By its bare name one of the current folder would be started first, and that folder
 * may hold anybody's files.
 *
 * @param path from Windows' own folder.
 */
export function windowsProgram(path: string, env: NodeJS.ProcessEnv = process.env): string {
  const folder = env.SystemRoot;
  return win32.join(folder && /^[a-z]:\\/i.test(folder) ? folder : 'C:\\Windows', path);
}
