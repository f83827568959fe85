import type { AccountView, Organization } from '../../shared/account.ts';
import {
  type Connection,
  type ConnectStep,
  type ConnectStepId,
  type ConnectView,
  connectStepIds,
  type EntryPreview,
} from '../../shared/connect-view.ts';
import type { Finding } from '../../shared/doctor.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import type { KeysView, KeyView } from '../../shared/keys/key-view.ts';

/** One morning at Quince Street Market, for the gallery and for tests. */
export const exampleNow = new Date('2026-06-09T09:41:30');

const personOf = (name: string, active = true): KeyView['createdBy'] => {
  const id = name.toLowerCase().replaceAll(' ', '.');
  return { id, name, email: `${id}@quince.example`, active };
};
const ana = personOf('Ana Ruiz');

const instant = (local: string): string => new Date(local).toISOString();

export function exampleKey(given: Partial<KeyView> & Pick<KeyView, 'id' | 'name'>): KeyView {
  return {
    tokenHint: `…${given.id.slice(-4)}`,
    createdAt: instant('2026-04-09T10:00:00'),
    createdBy: ana,
    lastUsedAt: instant('2026-06-09T09:12:00'),
    revokedAt: null,
    heldHere: false,
    revocationNotConfirmed: false,
    ...given,
  };
}

export const exampleKeys: readonly KeyView[] = [
  exampleKey({
    id: 'key-7c2e',
    name: 'Claude Desktop on Market office laptop',
    heldHere: true,
    connectionId: 'b0f4c2',
  }),
  exampleKey({
    id: 'key-b40d',
    name: 'ChatGPT on Market office laptop',
    createdAt: instant('2026-03-22T10:00:00'),
    lastUsedAt: instant('2026-06-08T17:40:00'),
  }),
  exampleKey({
    id: 'key-19fa',
    name: 'Cursor on Market office laptop',
    createdAt: instant('2026-02-14T10:00:00'),
    createdBy: personOf('Web developer'),
    lastUsedAt: instant('2026-06-02T11:05:00'),
    revokedAt: instant('2026-06-09T08:57:14'),
    proof: {
      kind: 'refused',
      revokedAt: instant('2026-06-09T08:57:14'),
      testedAt: instant('2026-06-09T08:57:15'),
    },
  }),
  exampleKey({
    id: 'key-e3d8',
    name: 'Claude Desktop on Front desk iMac',
    createdAt: instant('2026-03-11T10:00:00'),
    createdBy: personOf('Market manager'),
    lastUsedAt: instant('2026-06-09T07:55:00'),
  }),
  exampleKey({
    id: 'key-52c6',
    name: 'ChatGPT on Front desk iMac',
    createdAt: instant('2026-06-02T10:00:00'),
    createdBy: personOf('Bookkeeper'),
    lastUsedAt: null,
  }),
  exampleKey({
    id: 'key-33e9',
    name: 'Cursor on Front desk iMac',
    createdAt: instant('2026-01-30T10:00:00'),
    lastUsedAt: instant('2026-05-20T16:05:00'),
    revokedAt: instant('2026-06-06T14:02:08'),
    proof: { kind: 'confirmed', revokedAt: instant('2026-06-06T14:02:08') },
  }),
  exampleKey({
    id: 'key-08b1',
    name: 'ChatGPT on Info tent tablet',
    createdAt: instant('2026-02-18T10:00:00'),
    createdBy: personOf('Market manager'),
    lastUsedAt: instant('2026-06-06T13:20:00'),
  }),
  exampleKey({
    id: 'key-c715',
    name: 'Claude Code on Info tent tablet',
    createdAt: instant('2025-11-03T10:00:00'),
    createdBy: personOf('Season coordinator', false),
    lastUsedAt: instant('2025-12-19T18:31:00'),
    revokedAt: instant('2025-12-20T09:00:41'),
  }),
  exampleKey({
    id: 'key-d917',
    name: 'zap test 2',
    createdAt: instant('2026-04-28T10:00:00'),
    createdBy: personOf('Season coordinator', false),
    lastUsedAt: instant('2026-06-04T02:16:00'),
  }),
];

export const exampleList = (
  keys: readonly KeyView[] = exampleKeys,
  stale?: Failure,
): Extract<KeysView, { state: 'listed' }> => ({
  state: 'listed',
  organizationId: 'org-quince',
  keys: [...keys],
  asOf: instant('2026-06-09T09:41:00'),
  stale,
  deviceName: 'Market office laptop',
});

const organization = (id: string, name: string, role: Organization['role']): Organization => ({
  id,
  name,
  slug: id.replace('org-', ''),
  role,
  managesKeys: role !== 'volunteer',
});

export const convene = { address: 'https://app.convene.markets', kind: 'production' } as const;
export const demo = { address: 'http://127.0.0.1:4321', kind: 'demo' } as const;

export const exampleSignedIn: Extract<AccountView, { state: 'signed-in' }> = {
  state: 'signed-in',
  server: convene,
  person: { id: 'person-1', name: 'Ana Ruiz', email: 'ana@quince.example' },
  organizations: [
    organization('org-quince', 'Quince Street Market', 'admin'),
    organization('org-harbor', 'Harbor Night Market', 'market_manager'),
    organization('org-hill', 'Hillside Growers', 'volunteer'),
  ],
  organizationId: 'org-quince',
};

export const exampleWaiting: Extract<AccountView, { state: 'waiting' }> = {
  state: 'waiting',
  server: convene,
  userCode: 'KTFM-4827',
  verificationAddress: 'https://app.convene.markets/device',
  expiresAt: new Date(exampleNow.getTime() + 581_000).toISOString(),
};

export const examplePastedKey: Extract<AccountView, { state: 'pasted-key' }> = {
  state: 'pasted-key',
  server: convene,
  organization: { id: 'org-quince', name: 'Quince Street Market', slug: 'quince' },
  tokenHint: '…7c2e',
  signInOffered: false,
};

export const examplePreview: EntryPreview = {
  client: 'claude-desktop',
  path: '/Users/ana/Library/Application Support/Claude/claude_desktop_config.json',
  entryName: 'convene-quince-street',
  entry: JSON.stringify(
    {
      command: '/Applications/Convene Companion.app/Contents/MacOS/Convene Companion',
      args: ['/Applications/Convene Companion.app/Contents/Resources/bridge.cjs', 'b0f4c2'],
      env: { ELECTRON_RUN_AS_NODE: '1' },
    },
    null,
    2,
  ),
  keyName: 'Claude Desktop on Market office laptop',
};

const facts: Partial<Record<ConnectStepId, string>> = {
  'key-ready': '…a6f0',
  'entry-written': examplePreview.path,
  'key-accepted': '6',
  'tool-answers': 'Quince Street Market: 3 applications and 2 orders pending.',
};

/** Steps of which `done` are proven, one second apart; `next` says how the following one stands. */
export const exampleSteps = (done: number, next: Partial<ConnectStep> = {}): ConnectStep[] =>
  connectStepIds.map((id, index) => {
    const at = instant(`2026-06-09T09:38:${String(index + 2).padStart(2, '0')}`);
    const fact = facts[id];
    if (index < done) return { id, status: 'done', at, fact };
    return index === done ? { id, status: 'waiting', ...next } : { id, status: 'waiting' };
  });

export const exampleConnecting = (
  phase: 'running' | 'paused' | 'undoing',
  steps: ConnectStep[],
  undoFailure?: Failure,
): Extract<ConnectView, { state: 'connecting' }> => ({
  state: 'connecting',
  client: 'claude-desktop',
  phase,
  organizationName: 'Quince Street Market',
  deviceName: 'Market office laptop',
  preview: examplePreview,
  steps,
  undoFailure,
});

export const exampleConnection: Connection = {
  id: 'b0f4c2',
  client: 'claude-desktop',
  organizationId: 'org-quince',
  organizationName: 'Quince Street Market',
  keyId: 'key-7c2e',
  keyName: examplePreview.keyName,
  tokenHint: '…a6f0',
  entryName: examplePreview.entryName,
  configPath: examplePreview.path,
  connectedAt: instant('2026-06-09T09:38:09'),
};

/** Connected, with the proof of so many steps from just now. */
export const exampleConnected = (proven = 0): Extract<ConnectView, { state: 'connected' }> => ({
  state: 'connected',
  client: 'claude-desktop',
  connection: exampleConnection,
  condition: { kind: 'works' },
  steps: proven > 0 ? exampleSteps(proven) : [],
});
/** Connected again just now, with a new key. */
export const exampleConnectedAgain: ConnectView = {
  ...exampleConnected(7),
  connection: { ...exampleConnection, keyId: 'key-91d3', tokenHint: '…91d3' },
};
/** Connected with a key that was revoked elsewhere. */
export const exampleCutOff: ConnectView = {
  ...exampleConnected(),
  condition: { kind: 'key-revoked', at: instant('2026-05-03T09:00:00') },
};
export const exampleNotConnected: ConnectView = { state: 'not-connected', client: 'claude-desktop' };

const aboutEntry = { path: examplePreview.path, name: examplePreview.entryName };
const finding = (id: Finding['id'], status: Finding['status'], rest: Partial<Finding> = {}): Finding => ({
  client: 'claude-desktop',
  id,
  status,
  ...rest,
});

/** Our entry is gone, so what depends on it could not be looked at. */
export const exampleFindings: Finding[] = [
  finding('config-found', 'good', { fact: examplePreview.path }),
  finding('config-parses', 'good'),
  finding('entry', 'bad', { failure: failure('entry-vanished', aboutEntry), fix: 'put-entry-back' }),
  finding('bridge', 'not-checked'),
  finding('keychain', 'good', { fact: '…a6f0' }),
  finding('convene', 'good'),
  finding('tool', 'not-checked'),
  finding('client-started', 'bad', {
    failure: failure('helper-not-started', { path: '/Users/ana/Library/Logs/Claude/mcp.log' }),
    fix: 'restart-client',
  }),
  finding('session', 'good', { fact: 'ana@quince.example' }),
];
/** Its key was refused, of which nothing else was known. */
export const exampleRefusedFindings: Finding[] = exampleFindings.map(({ id }) =>
  id === 'convene'
    ? finding(id, 'bad', { failure: failure('refused'), fix: 'connect-again' })
    : finding(id, 'good'),
);
export const exampleGoodFindings: Finding[] = exampleFindings.map(({ id, fact }) =>
  finding(id, 'good', fact ? { fact } : {}),
);
