import type { Adoption, ScanFinding, ScanPlace, ScanView } from '../../shared/scan.ts';

const home = '/Users/ana';

export const exampleScanPlaces: ScanPlace[] = [
  { kind: 'documents', path: `${home}/Documents` },
  { kind: 'desktop', path: `${home}/Desktop` },
  { kind: 'downloads', path: `${home}/Downloads` },
  { kind: 'projects', path: `${home}/Projects` },
  { kind: 'shell-history', path: `${home}/.zsh_history` },
  {
    kind: 'client-settings',
    path: `${home}/Library/Application Support/Claude/claude_desktop_config.json`,
  },
];

export function exampleFound(given: Partial<ScanFinding> & Pick<ScanFinding, 'id'>): ScanFinding {
  return {
    path: `${home}/Documents/handover notes.txt`,
    line: 14,
    column: 9,
    tokenHint: '…b40d',
    inGitRepository: false,
    key: { is: 'live', id: 'key-b40d', name: 'ChatGPT on Market office laptop' },
    ...given,
  };
}

const findings: ScanFinding[] = [
  exampleFound({ id: 'f-1' }),
  exampleFound({
    id: 'f-2',
    path: `${home}/Projects/market-site/.env`,
    line: 3,
    inGitRepository: true,
    tokenHint: '…e3d8',
    key: { is: 'live', id: 'key-e3d8', name: 'Claude Desktop on Front desk iMac' },
  }),
  exampleFound({
    id: 'f-3',
    path: `${home}/Library/Application Support/Claude/claude_desktop_config.json`,
    line: 8,
    tokenHint: '…7c2e',
    key: { is: 'live', id: 'key-7c2e', name: 'Claude Desktop on Market office laptop' },
    client: { client: 'claude-desktop', entryName: 'convene' },
  }),
  exampleFound({
    id: 'f-4',
    path: `${home}/.zsh_history`,
    line: 2_071,
    tokenHint: '…19fa',
    key: { is: 'revoked', id: 'key-19fa', name: 'Cursor on Market office laptop' },
  }),
  exampleFound({
    id: 'f-5',
    path: `${home}/Downloads/export.csv`,
    line: 1,
    tokenHint: '…ff03',
    key: { is: 'unknown' },
  }),
];

const tally = {
  files: 12_408,
  bytes: 913_000_000,
  skipped: { 'not-ours': 0, unreadable: 2, special: 1, vanished: 0 },
  placesDone: 7,
  places: 7,
  findings,
  moreFindings: 0,
};
const startedAt = new Date('2026-06-09T09:40:00').toISOString();
const endedAt = new Date('2026-06-09T09:41:12').toISOString();

export const exampleLooking: Extract<ScanView, { state: 'looking' }> = {
  state: 'looking',
  startedAt,
  ...tally,
  files: 4_120,
  bytes: 310_000_000,
  placesDone: 3,
  findings: findings.slice(0, 1),
};

export const exampleEnded = (
  given: Partial<Extract<ScanView, { state: 'ended' }>> = {},
): Extract<ScanView, { state: 'ended' }> => ({
  state: 'ended',
  startedAt,
  endedAt,
  end: 'whole',
  unread: [],
  ...tally,
  ...given,
});

export const exampleAdopted: Adoption = {
  client: 'claude-desktop',
  entryName: 'convene',
  steps: [
    { id: 'connected', done: true },
    { id: 'entry-removed', done: true },
    { id: 'old-revoked', done: true },
  ],
  oldKeyStays: false,
  leftIn: [],
};
