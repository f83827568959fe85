import { readFile, stat } from 'node:fs/promises';
import { clientIds } from '../../shared/clients.ts';
import type { ScanPlace } from '../../shared/scan.ts';
import { pathsOf, settingsFolder, underHome } from '../clients/folders.ts';
import { clientTable } from '../clients/table.ts';
import type { Computer } from '../files/data-folder.ts';

/** How people call the folder for what they program. */
const projectFolders = [
  'projects',
  'Projects',
  'code',
  'Code',
  'src',
  'dev',
  'Developer',
  'repos',
  'git',
  'Sites',
  'workspace',
];

/** Where shells and interpreters remember what was typed. */
const histories = [
  '.bash_history',
  '.zsh_history',
  '.histfile',
  '.python_history',
  '.node_repl_history',
  '.local/share/fish/fish_history',
  '.local/share/powershell/PSReadLine/ConsoleHost_history.txt',
];

/** Places where keys get left, as far as they are there, each once. Nothing in them is looked at yet. */
export async function scanPlaces(computer: Computer): Promise<ScanPlace[]> {
  const chosen = await userFolders(computer);
  const all: ScanPlace[] = [
    { kind: 'documents', path: chosen.DOCUMENTS ?? underHome(computer, 'Documents') },
    { kind: 'desktop', path: chosen.DESKTOP ?? underHome(computer, 'Desktop') },
    { kind: 'downloads', path: chosen.DOWNLOAD ?? underHome(computer, 'Downloads') },
    ...projectFolders.map((name) => ({ kind: 'projects' as const, path: underHome(computer, name) })),
    ...historyFiles(computer).map((path) => ({ kind: 'shell-history' as const, path })),
    ...clientIds.flatMap((client) =>
      clientTable[client]
        .candidates(computer)
        .map(({ path }) => ({ kind: 'client-settings' as const, path })),
    ),
  ];
  // A desktop that has no folder of its own for something names the home for it (`$HOME/`): that is no place to propose.
  const seen = new Set([await identity(computer.home)]);
  const there: ScanPlace[] = [];
  for (const place of all) {
    const id = await identity(place.path);
    // A system that ignores case has `projects` and `Projects` in one.
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    there.push(place);
  }
  return there;
}

function historyFiles(computer: Computer): string[] {
  const windows = settingsFolder(
    computer,
    'Microsoft',
    'Windows',
    'PowerShell',
    'PSReadLine',
    'ConsoleHost_history.txt',
  );
  const own = histories.map((name) => underHome(computer, ...name.split('/')));
  return computer.platform === 'win32' ? [windows, ...own] : own;
}

async function identity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Linux desktops let people choose: https://www.freedesktop.org/wiki/Software/xdg-user-dirs/ */
async function userFolders(computer: Computer): Promise<Partial<Record<string, string>>> {
  if (computer.platform !== 'linux') return {};
  try {
    const text = await readFile(pathsOf(computer).join(settingsFolder(computer), 'user-dirs.dirs'), 'utf8');
    const lines = text.matchAll(/^XDG_(?<name>[A-Z]+)_DIR="(?<path>[^"]+)"/gm);
    return Object.fromEntries(
      [...lines].map(({ groups: { name = '', path = '' } = {} }) => [
        name,
        path.replace(/^\$HOME/, () => computer.home),
      ]),
    );
  } catch {
    return {};
  }
}
