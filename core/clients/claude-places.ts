import { win32 } from 'node:path';
import type { Computer } from '../files/data-folder.ts';
import type { Candidate } from './client-row.ts';
import { pathsOf, settingsFolder } from './folders.ts';

const fileName = 'claude_desktop_config.json';

/** Seen families of the Store package; a pattern over `Claude_*` would miss the second. */
const packageFamilies = ['Claude_pzs8sxrjxfjjc', 'AnthropicPBC.Claude_fnn82j28hfe8t'];

/**
 * Where Claude Desktop's settings may be, likeliest first. Known from public issue threads and analyses of the app up
 * to October 2026; `docs/claude-settings.md` says how surely. On Windows the app's build decides which is read, and its
 * own "Edit Config" has opened the wrong one.
 */
export function claudePlaces(computer: Computer): readonly Candidate[] {
  const { env, platform } = computer;
  const at = (source: string, ...folder: string[]): Candidate => ({
    path: pathsOf(computer).join(...folder, fileName),
    source,
  });
  return [
    // Set by the person or by whoever manages the computer.
    ...(env.CLAUDE_USER_DATA_DIR ? [at('CLAUDE_USER_DATA_DIR', env.CLAUDE_USER_DATA_DIR)] : []),
    ...(platform === 'win32'
      ? windowsPlaces(computer, at)
      : [at('Claude Desktop', settingsFolder(computer, 'Claude'))]),
  ];
}

function windowsPlaces(
  computer: Computer,
  at: (source: string, ...folder: string[]) => Candidate,
): Candidate[] {
  const local = computer.env.LOCALAPPDATA ?? win32.join(computer.home, 'AppData', 'Local');
  return [
    // Newest builds: a folder of their own, by package family in lower case.
    ...packageFamilies.map((family) => at('newest Claude', local, 'Claude-Data', family.toLowerCase())),
    at('newer Claude', local, 'Claude-Data'),
    // Store packages of 2026: their writes to AppData are redirected to here.
    ...packageFamilies.map((family) =>
      at('Claude from the Microsoft Store', local, 'Packages', family, 'LocalCache', 'Roaming', 'Claude'),
    ),
    at('classic installer', settingsFolder(computer, 'Claude')),
  ];
}
