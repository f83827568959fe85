import { failure } from '../../shared/failure.ts';
import type {
  Backup,
  DiffLine,
  RepairPreview,
  SettingsDiff,
  SettingsHistory,
  SettingsPlaces,
} from '../../shared/settings.ts';
import type { WatchFinding, WatchView } from '../../shared/watch.ts';
import { exampleConnection, examplePreview } from './example-views.ts';

const instant = (local: string): string => new Date(local).toISOString();
const { path } = examplePreview;
const lines = (kind: DiffLine['kind'], ...texts: string[]): DiffLine[] =>
  texts.map((text) => ({ kind, text }));

export const examplePlaces: SettingsPlaces = {
  client: 'claude-desktop',
  chosen: path,
  why: 'only-one',
  places: [
    {
      path,
      source: 'macOS',
      state: 'file',
      folderExists: true,
      writtenAt: instant('2026-06-08T18:05:00'),
    },
  ],
};

const packaged = String.raw`C:\Users\ana\AppData\Local\Packages\Claude_pzs8sxrjxfjjc\LocalCache\Roaming\Claude\claude_desktop_config.json`;
const classic = String.raw`C:\Users\ana\AppData\Roaming\Claude\claude_desktop_config.json`;

/** Two installers on one computer, both used lately. */
export const exampleAmbiguous: SettingsPlaces = {
  client: 'claude-desktop',
  why: 'ambiguous',
  places: [
    {
      path: packaged,
      source: 'Microsoft Store or the newer installer',
      state: 'file',
      folderExists: true,
      writtenAt: instant('2026-06-09T08:12:00'),
    },
    {
      path: classic,
      source: 'Classic installer',
      state: 'file',
      folderExists: true,
      writtenAt: instant('2026-06-08T18:05:00'),
    },
  ],
};
export const exampleChosen = (chosen: string): SettingsPlaces => ({
  ...exampleAmbiguous,
  chosen,
  why: 'chosen-by-you',
});
export const exampleNoneYet: SettingsPlaces = {
  client: 'claude-desktop',
  why: 'none-yet',
  mayCreate: path,
  places: [{ path, source: 'macOS', state: 'missing', folderExists: false }],
};

export const exampleRepair: RepairPreview = {
  changes: [
    { kind: 'comment', line: 3, column: 5 },
    { kind: 'trailing-comma', line: 7, column: 27 },
  ],
  diff: {
    path,
    fingerprint: 'before-repair',
    lines: [
      ...lines('same', '{', '  "mcpServers": {'),
      ...lines('removed', '    // the files of the market'),
      ...lines('same', '    "files": {', '      "command": "node",', '      "env": { "API_TOKEN": "•••••" }'),
      ...lines('removed', '    },'),
      ...lines('added', '    }'),
      ...lines('gap', ''),
      ...lines('same', '}'),
    ],
    hidden: 1,
  },
};

const backup = (id: string, takenAt: string, before: Backup['before'], isCurrent = false): Backup => ({
  id,
  takenAt: instant(takenAt),
  before,
  bytes: 1_284,
  isCurrent,
});

export const exampleHistory: SettingsHistory = {
  path,
  backups: [
    backup('copy-3', '2026-06-09T09:38:04', 'adding'),
    backup('copy-2', '2026-06-01T17:20:11', 'removing'),
    backup('copy-1', '2026-05-12T08:03:40', 'repairing'),
  ],
  undo: backup('copy-3', '2026-06-09T09:38:04', 'adding'),
};
export const exampleRestored: SettingsHistory = {
  path,
  backups: [
    backup('copy-4', '2026-06-09T09:41:30', 'restoring'),
    { ...backup('copy-3', '2026-06-09T09:38:04', 'adding'), isCurrent: true },
    ...exampleHistory.backups.slice(1),
  ],
  undo: backup('copy-4', '2026-06-09T09:41:30', 'restoring'),
};

export const exampleDiff: SettingsDiff = {
  path,
  fingerprint: 'now',
  lines: [
    ...lines('same', '  "mcpServers": {', '    "files": {', '      "env": { "API_TOKEN": "•••••" }'),
    ...lines('removed', '    },'),
    ...lines(
      'removed',
      '    "convene-quince-street": {',
      '      "command": "/Applications/Convene Companion.app"',
    ),
    ...lines('added', '    }'),
    ...lines('same', '  },'),
    ...lines('gap', ''),
    ...lines('same', '}'),
  ],
  hidden: 2,
};

/** Of the kind, for the example's connection. */
export const exampleWatch = (kind: WatchFinding['kind'], given: Partial<WatchFinding> = {}): WatchView => ({
  findings: [
    {
      connectionId: exampleConnection.id,
      client: 'claude-desktop',
      organizationName: exampleConnection.organizationName,
      kind,
      seenAt: instant('2026-06-09T09:41:00'),
      path,
      name: exampleConnection.entryName,
      putBack: kind === 'entry-keeps-vanishing' ? 3 : 0,
      quitFirst: true,
      ...(kind === 'settings-broken'
        ? { failure: failure('config-not-json', { path, line: 4, column: 12 }) }
        : {}),
      ...given,
    },
  ],
});
