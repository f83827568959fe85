import { stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Computer } from '../files/data-folder.ts';
import { systemCode } from '../files/file-failure.ts';

const fileName = 'claude_desktop_config.json';

/** Seen families of the Store package; a pattern over `Claude_*` would miss the second. */
const packageFamilies = ['Claude_pzs8sxrjxfjjc', 'AnthropicPBC.Claude_fnn82j28hfe8t'];

/**
 * Where Claude's settings may be, likeliest first. On Windows the app's build decides which is read, and its own
 * "Edit Config" has opened the wrong one; so all are listed and the one that was written last counts.
 */
export function candidatePaths({ env, platform, home }: Computer): string[] {
  const moved = env.CLAUDE_USER_DATA_DIR;
  if (platform === 'win32')
    return [...(moved ? [moved] : []), ...windowsFolders(env, home)].map((one) => win32.join(one, fileName));
  const standard =
    platform === 'darwin'
      ? posix.join(home, 'Library/Application Support/Claude')
      : posix.join(env.XDG_CONFIG_HOME || posix.join(home, '.config'), 'Claude');
  return [...(moved ? [moved] : []), standard].map((one) => posix.join(one, fileName));
}

function windowsFolders(env: Computer['env'], home: string): string[] {
  const local = env.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local');
  const roaming = env.APPDATA ?? win32.join(home, 'AppData', 'Roaming');
  return [
    // Newest builds: a folder of their own, by package family in lower case.
    ...packageFamilies.map((family) => win32.join(local, 'Claude-Data', family.toLowerCase())),
    win32.join(local, 'Claude-Data'),
    // Store packages of 2026: their writes to AppData are redirected to here.
    ...packageFamilies.map((family) =>
      win32.join(local, 'Packages', family, 'LocalCache', 'Roaming', 'Claude'),
    ),
    // The classic installer.
    win32.join(roaming, 'Claude'),
  ];
}

/**
 * The settings file that Claude wrote last; `config-missing` with the likeliest path when there is none. What stands
 * there without being a file comes after every file, so that its reader can say what it is.
 */
export async function locateConfig(
  computer: Computer,
): Promise<Result<{ path: string; candidates: string[] }>> {
  const candidates = candidatePaths(computer);
  const found: { path: string; writtenAt: number }[] = [];
  for (const path of candidates) {
    try {
      const seen = await stat(path);
      found.push({ path, writtenAt: seen.isFile() ? seen.mtimeMs : 0 });
    } catch (error) {
      const code = systemCode(error);
      if (code !== 'ENOENT' && code !== 'ENOTDIR') found.push({ path, writtenAt: 0 });
    }
  }
  const [latest] = found.sort((one, other) => other.writtenAt - one.writtenAt);
  const [likeliest] = candidates;
  return latest
    ? ok({ path: latest.path, candidates })
    : failed(failure('config-missing', likeliest ? { path: likeliest } : {}));
}
