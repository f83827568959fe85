import { type Failure, failure } from '../../shared/failure.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import {
  exampleActivity,
  exampleAuditPage,
  exampleAuditPages,
  exampleMarks,
  exampleYear,
} from './example-audit.ts';
import {
  exampleAlike,
  exampleAssets,
  exampleAssetsOfTwo,
  exampleClosed,
  exampleCreatedSince,
  exampleHalfDone,
  exampleImpact,
  exampleIncident,
  exampleLeak,
  exampleManyAssets,
  exampleMatch,
  exampleMatches,
  exampleNotAllowed,
  exampleOffline,
  exampleTwoMarkets,
  exampleUnreachable,
} from './example-incidents.ts';
import { exampleHandover, exampleRotated, exampleRotation, exampleStopped } from './example-rotations.ts';
import { exampleAdopted, exampleEnded, exampleLooking, exampleScanPlaces } from './example-scan.ts';
import {
  exampleAmbiguous,
  exampleChosen,
  exampleDiff,
  exampleHistory,
  exampleNoneYet,
  examplePlaces,
  exampleRepair,
  exampleRestored,
  exampleWatch,
} from './example-settings.ts';
import {
  demo,
  exampleConnected,
  exampleConnectedAgain,
  exampleConnecting,
  exampleCutOff,
  exampleFindings,
  exampleGoodFindings,
  exampleKey,
  exampleKeys,
  exampleList,
  exampleNotConnected,
  exampleOpen,
  exampleOpenElsewhere,
  examplePastedKey,
  examplePreview,
  exampleRefusedFindings,
  exampleSignedIn,
  exampleSteps,
  exampleWaiting,
} from './example-views.ts';
import type { FakeAnswers } from './fake-companion.ts';

const soon = <T>(value: T, ms = 400): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), ms));
const never = <T>(): Promise<T> => new Promise(() => {});

const revoked = (tested: boolean): Result<Proof> => {
  const revokedAt = new Date('2026-06-09T09:42:07').toISOString();
  const testedAt = new Date('2026-06-09T09:42:08').toISOString();
  return ok(tested ? { kind: 'refused', revokedAt, testedAt } : { kind: 'confirmed', revokedAt });
};

const stillAccepted = (name: string): Failure =>
  failure('revoked-key-accepted', { name, at: new Date('2026-06-09T09:42:08').toISOString() });

const present: Partial<FakeAnswers> = {
  account: exampleSignedIn,
  keys: exampleList(),
  installed: ['cursor', 'vscode'],
  preview: (client) => soon(ok({ ...examplePreview, client })),
  revoke: (key) => soon(revoked(key.heldHere)),
  refresh: (now) => soon(ok(now)),
  places: () => soon(ok(examplePlaces)),
  choosePlace: (path) => soon(ok(exampleChosen(path))),
  history: () => soon(ok(exampleHistory)),
  change: () => soon(ok(exampleDiff)),
  changed: () => soon(ok(exampleRestored)),
  fixWatched: () => soon(ok({ findings: [] })),
  check: () => soon(ok(exampleGoodFindings)),
  fix: () => soon(ok(exampleGoodFindings)),
  assets: () => soon(ok(exampleAssets)),
  findInText: () => soon(ok(exampleMatch)),
  incidentCall: (name) => soon(ok(name === 'begin' ? exampleHalfDone : exampleIncident())),
  impact: () => soon(ok(exampleImpact)),
  incidents: { incidents: [exampleClosed] },
  scanPlaces: exampleScanPlaces,
  startScan: () => soon(ok(exampleEnded())),
  revokeFound: () => soon(revoked(true)),
  adopt: () => soon(ok(exampleAdopted)),
  connectCall: (name, now) =>
    soon(
      ok(
        name === 'undo' || name === 'disconnect'
          ? { state: 'not-connected' as const, client: now.client }
          : exampleConnected(7),
      ),
    ),
};
const settingsTrouble = (...why: Parameters<typeof failure>): Partial<FakeAnswers> => ({
  ...present,
  preview: () => soon(failed(failure(...why))),
});
const watched = (kind: Parameters<typeof exampleWatch>[0], given = {}): Partial<FakeAnswers> => ({
  ...present,
  connect: exampleConnected(),
  watch: exampleWatch(kind, given),
});
const paused = (
  done: number,
  status: 'needs-you' | 'failed',
  why: Parameters<typeof failure>,
): Partial<FakeAnswers> => ({
  ...present,
  connect: exampleConnecting(
    'paused',
    exampleSteps(done, {
      status,
      at: new Date('2026-06-09T09:40:11').toISOString(),
      failure: failure(...why),
    }),
  ),
});

/** Every state of the window by name; the gallery shows one of them. */
export const scenarios: Readonly<Record<string, Partial<FakeAnswers>>> = {
  opening: { account: { state: 'opening' } },
  welcome: { signIn: () => soon(ok(exampleWaiting)), pasteKey: () => soon(failed(failure('not-a-key'))) },
  'welcome-denied': { account: { state: 'signed-out', failure: failure('sign-in-denied') } },
  'welcome-ended': { account: { state: 'signed-out', failure: failure('signed-out') } },
  'welcome-offline': { signIn: () => soon(failed(failure('offline'))) },
  blocked: {
    account: {
      state: 'blocked',
      failure: failure('keychain-locked', { command: 'gnome-keyring-daemon --replace --unlock' }),
    },
  },
  'blocked-damaged': {
    account: {
      state: 'blocked',
      failure: failure('state-damaged', { path: '/home/ana/.config/account.json' }),
    },
  },
  waiting: { account: exampleWaiting },
  'waiting-trouble': { account: { ...exampleWaiting, trouble: failure('offline') } },
  'waiting-demo': { account: { ...exampleWaiting, server: demo } },
  keys: present,
  'keys-demo': { ...present, account: { ...exampleSignedIn, server: demo } },
  'keys-in-order': { ...present, keys: exampleList(exampleKeys.slice(0, 1).concat(exampleKeys.slice(4, 5))) },
  'keys-loading': { ...present, keys: { state: 'loading' } },
  'keys-empty': { ...present, keys: exampleList([]) },
  'keys-unavailable': {
    ...present,
    keys: { state: 'unavailable', failure: failure('offline') },
    refresh: () => soon(ok({ state: 'unavailable' as const, failure: failure('offline') })),
  },
  'keys-stale': { ...present, keys: exampleList(exampleKeys, failure('offline')) },
  'open-signed-out': {
    account: { state: 'signed-out' },
    revocations: {
      open: [exampleOpen({ canTry: false }), { ...exampleOpenElsewhere, canTry: false }],
    },
  },
  'open-other-person': {
    ...present,
    account: {
      ...exampleSignedIn,
      person: { id: 'person-2', name: 'Tom Okafor', email: 'tom@quince.example' },
    },
    revocations: { open: [exampleOpen({ canTry: false })] },
  },
  'open-other-market': {
    ...present,
    revocations: { open: [exampleOpenElsewhere] },
    tryNow: () => soon(ok({ open: [] })),
  },
  'open-many': {
    ...present,
    revocations: {
      open: Array.from({ length: 12 }, (_, at) =>
        exampleOpen({ id: `key-${at}`, name: `Cursor on Stall ${at + 1}`, canTry: at < 10 }),
      ),
    },
  },
  'keys-not-confirmed': {
    ...present,
    revocations: { open: [exampleOpen()] },
    keys: exampleList(
      exampleKeys.map((key) => (key.id === 'key-b40d' ? { ...key, revocationNotConfirmed: true } : key)),
    ),
  },
  'keys-odd-names': {
    ...present,
    keys: exampleList([
      exampleKey({ id: 'key-0001', name: 'Claude Desktop on Ana’s 🥕 "laptop" & the rest <b>' }),
      exampleKey({ id: 'key-0002', name: `Claude Desktop on ${'Very long device name '.repeat(6)}`.trim() }),
      exampleKey({ id: 'key-0003', name: 'x'.repeat(255) }),
    ]),
  },
  'people-many': {
    ...present,
    keys: exampleList(
      Array.from({ length: 10_000 }, (_, at) =>
        exampleKey({
          id: `key-${at + 10_000}`,
          name: `Claude Desktop on Stall ${at + 1}`,
          createdBy: {
            id: `p${at % 400}`,
            name: `Person ${at % 400}`,
            email: `p${at % 400}@quince.example`,
            active: at % 400 > 3,
          },
        }),
      ),
    ),
  },
  'keys-many': {
    ...present,
    keys: exampleList(
      Array.from({ length: 10_000 }, (_, at) =>
        exampleKey({
          id: `key-${String(at).padStart(4, '0')}`,
          name: `${at % 3 === 0 ? 'ChatGPT' : 'Claude Desktop'} on Stall ${Math.floor(at / 4)}`,
        }),
      ),
    ),
    assets: () => soon(ok(exampleManyAssets)),
  },
  'told-by-the-app': {
    ...present,
    appNotices: {
      notices: [
        { id: 'notice-1', notice: { kind: 'window-reopened' } },
        { id: 'notice-2', notice: { kind: 'other-version', running: '0.1.0', opened: '0.2.0' } },
      ],
    },
  },
  'told-of-damaged-files': {
    ...present,
    appNotices: {
      notices: [
        {
          id: 'notice-1',
          notice: {
            kind: 'state-recovered',
            file: 'connections.json',
            asideAt: '/home/ana/.config/Convene Companion/connections.json.damaged-2026-05-03T07-14-22.000Z',
          },
        },
        { id: 'notice-2', notice: { kind: 'state-unreadable', file: 'incidents.json' } },
      ],
    },
  },
  'open-request-leak': { ...present, openRequest: { keyIds: [], intent: 'leak' } },
  'open-request-connect': {
    ...present,
    connect: exampleCutOff,
    openRequest: { keyIds: [], intent: 'connect' },
  },
  'open-request-lost': { ...present, openRequest: { keyIds: [], intent: 'lost' } },
  'revoke-working': { ...present, revoke: () => never() },
  'revoke-not-confirmed': {
    ...present,
    revoke: ({ name }) => soon(failed(failure('revocation-unconfirmed', { name, cause: 'offline' }))),
  },
  'revoke-still-accepted': {
    ...present,
    revoke: ({ name }) => soon(failed(stillAccepted(name))),
  },
  'revoke-refused': { ...present, revoke: () => soon(failed(failure('not-allowed'))) },
  rotate: { ...present, rotate: () => soon(ok(exampleRotated)) },
  'rotate-working': {
    ...present,
    rotations: { rotations: [exampleRotation(2, { phase: 'running' })], handovers: [] },
    rotate: () => never(),
  },
  'rotate-stopped': {
    ...present,
    rotations: { rotations: [exampleStopped], handovers: [] },
    rotate: () => soon(failed(failure('offline'))),
    rotateBack: () => soon(ok({ rotations: [], handovers: [] })),
  },
  'rotate-old-still-live': { ...present, rotations: { rotations: [exampleRotation(3)], handovers: [] } },
  'hand-over': {
    ...present,
    handOver: () => soon(ok(exampleHandover('to-place'))),
    placed: () => soon(ok({ rotations: [], handovers: [exampleHandover('placed')] })),
    finishHandover: () => soon(revoked(false)),
  },
  'hand-over-waiting': {
    ...present,
    rotations: { rotations: [], handovers: [exampleHandover('placed')] },
    finishHandover: () => soon(revoked(false)),
  },
  'hand-over-still-accepted': {
    ...present,
    rotations: { rotations: [], handovers: [exampleHandover('placed')] },
    finishHandover: () => soon(failed(stillAccepted(exampleHandover('placed').oldKey.name))),
  },
  'incident-half-done': { ...present, incidents: { incidents: [exampleHalfDone, exampleClosed] } },
  'incident-confirmed': {
    ...present,
    incidents: { incidents: [exampleIncident({ done: ['look', 'mail'] })] },
  },
  'incident-unreadable': {
    ...present,
    incidents: {
      incidents: [],
      failure: failure('state-damaged', { path: '/home/ana/.config/incidents.json' }),
    },
  },
  'incident-offline': { ...present, incidents: { incidents: [exampleOffline] } },
  'incident-working': {
    ...present,
    incidents: {
      incidents: [
        exampleIncident({
          items: exampleIncident().items.map(({ what, id, marketId, name, tokenHint }) => ({
            what,
            id,
            marketId,
            name,
            tokenHint,
            status: 'working' as const,
          })),
        }),
      ],
    },
  },
  'incident-made-since': {
    ...present,
    incidents: { incidents: [exampleIncident({ createdSince: exampleCreatedSince })] },
  },
  'incident-two-markets': { ...present, incidents: { incidents: [exampleTwoMarkets] } },
  'incident-unreachable': { ...present, incidents: { incidents: [exampleUnreachable] } },
  'incident-not-allowed': { ...present, incidents: { incidents: [exampleNotAllowed] } },
  'incident-alike': { ...present, incidents: { incidents: [exampleAlike] } },
  'incident-doors-of-two': { ...present, assets: () => soon(ok(exampleAssetsOfTwo)) },
  'incident-text': {
    ...present,
    assets: () => soon(ok(exampleAssetsOfTwo)),
    findInText: () => soon(ok(exampleMatches)),
  },
  'incident-leak-one': {
    ...present,
    incidents: { incidents: [{ ...exampleLeak, items: exampleLeak.items.slice(0, 1) }] },
  },
  'incident-leak': {
    ...present,
    incidents: { incidents: [exampleLeak] },
    incidentCall: () => soon(ok(exampleLeak)),
  },
  'incident-refused': {
    ...present,
    incidentCall: () => soon(failed(failure('not-allowed'))),
  },
  'incident-no-assets': { ...present, assets: () => soon(failed(failure('offline'))) },
  audit: {
    ...present,
    auditPage: () => soon(ok(exampleAuditPage())),
    auditMarks: () => soon(ok(exampleMarks)),
    auditActivity: () => soon(ok(exampleActivity)),
  },
  'audit-year': {
    ...present,
    auditPage: () => soon(ok(exampleAuditPage())),
    auditActivity: () => soon(ok(exampleYear)),
  },
  /** A million events, a hundred at a time. */
  'audit-pages': {
    ...present,
    auditPage: (_filter, cursor) => soon(ok(exampleAuditPages(Number(cursor ?? 0), 10_000)), 20),
    auditMarks: () => soon(ok(exampleMarks)),
    auditActivity: () => soon(ok(exampleActivity)),
  },
  'audit-offline': { ...present },
  'audit-many': {
    ...present,
    auditPage: () => soon(ok(exampleAuditPage(20_000))),
    auditActivity: () => soon(ok(exampleActivity)),
  },
  'audit-nothing': {
    ...present,
    auditPage: () => soon(ok({ ...exampleAuditPage(0) })),
    auditActivity: () => soon(ok({ days: [], busiest: [], marks: [] })),
  },
  'scan-looking': { ...present, scan: exampleLooking },
  'scan-found': { ...present, scan: exampleEnded() },
  'scan-nothing': { ...present, scan: exampleEnded({ findings: [] }) },
  volunteer: { ...present, account: { ...exampleSignedIn, organizationId: 'org-hill' } },
  pasted: { ...present, account: examplePastedKey },
  'pasted-sign-in-offered': { ...present, account: { ...examplePastedKey, signInOffered: true } },
  'not-connected': { ...present, connect: exampleNotConnected },
  'preview-failed': {
    ...present,
    preview: () =>
      soon(failed(failure('config-not-json', { path: examplePreview.path, line: 4, column: 12 }))),
    check: () => soon(ok(exampleFindings)),
  },
  'file-ambiguous': { ...settingsTrouble('config-ambiguous'), places: () => soon(ok(exampleAmbiguous)) },
  'file-missing': { ...settingsTrouble('config-missing'), places: () => soon(ok(exampleNoneYet)) },
  'file-repairable': {
    ...settingsTrouble('config-not-json', { path: examplePreview.path, line: 3, column: 5 }),
    repairPreview: () => soon(ok(exampleRepair)),
  },
  'local-servers-forbidden': settingsTrouble('local-servers-forbidden'),
  'other-programs': {
    ...present,
    installed: ['claude-code', 'cursor', 'vscode', 'windsurf', 'gemini-cli', 'zed'],
  },
  'connect-running': {
    ...present,
    connect: exampleConnecting('running', exampleSteps(3, { status: 'working' })),
  },
  'connect-claude-running': paused(1, 'needs-you', ['claude-running']),
  'connect-claude-not-running': paused(3, 'needs-you', ['claude-not-running']),
  'connect-did-not-quit': paused(1, 'needs-you', ['claude-did-not-quit']),
  'connect-not-restarted': paused(3, 'needs-you', ['claude-not-restarted']),
  'connect-failed': paused(5, 'failed', ['refused']),
  'connect-name-taken': paused(0, 'failed', ['conflict', { name: examplePreview.keyName }]),
  'connect-begun': { ...present, connect: exampleConnecting('paused', exampleSteps(2)) },
  'connect-undoing': { ...present, connect: exampleConnecting('undoing', exampleSteps(4)) },
  'connect-undo-failed': {
    ...present,
    connect: exampleConnecting('paused', exampleSteps(4), failure('claude-running')),
  },
  connected: {
    ...present,
    connect: exampleConnected(7),
    check: () => soon(ok(exampleFindings)),
  },
  'connected-key-revoked': {
    ...present,
    connect: exampleCutOff,
    connectCall: (name) => soon(ok(name === 'start' ? exampleConnectedAgain : exampleCutOff)),
  },
  'connect-unknown': {
    ...present,
    connect: {
      state: 'unknown',
      client: 'claude-desktop',
      failure: failure('state-damaged', { path: '/home/ana/.config/Convene Companion/connections.json' }),
    },
  },
  'connected-later': { ...present, connect: exampleConnected() },
  'check-up-bad': { ...present, connect: exampleConnected(), check: () => soon(ok(exampleFindings)) },
  'check-up-refused': {
    ...present,
    connect: exampleConnected(),
    check: () => soon(ok(exampleRefusedFindings)),
    connectCall: () => soon(ok(exampleConnectedAgain)),
  },
  'check-up-fix-refused': {
    ...present,
    connect: exampleConnected(),
    check: () => soon(ok(exampleFindings)),
    fix: () => soon(failed(failure('claude-did-not-quit'))),
  },
  'connected-first': { ...present, connect: exampleConnected(7), loginItem: { state: 'not-asked' } },
  'connected-no-copies': {
    ...present,
    connect: exampleConnected(),
    history: () => soon(ok({ path: examplePreview.path, backups: [] })),
  },
  'restore-claude-running': {
    ...present,
    connect: exampleConnected(),
    changed: () => soon(failed(failure('claude-running'))),
  },
  'watch-entry-gone': watched('entry-gone'),
  'watch-entry-gone-quit': watched('entry-gone', { quitFirst: false }),
  'watch-keeps-vanishing': watched('entry-keeps-vanishing'),
  'watch-entry-changed': watched('entry-changed'),
  'watch-path-stale': watched('path-stale', { quitFirst: false }),
  'watch-other-key': watched('other-key', { name: 'convene' }),
  'watch-disconnected': watched('disconnected-in-client'),
  'watch-broken': watched('settings-broken'),
  'watch-fix-refused': {
    ...watched('entry-gone'),
    fixWatched: () => soon(failed(failure('claude-did-not-quit'))),
  },
  'disconnect-refused': {
    ...present,
    connect: exampleConnected(),
    connectCall: () => soon(failed(failure('claude-running'))),
  },
  'sign-out-left-behind': {
    ...present,
    connect: exampleConnected(),
    signOut: () =>
      soon(
        ok({
          account: { state: 'signed-out' },
          leftBehind: [
            { what: 'key', name: examplePreview.keyName },
            { what: 'entry', name: examplePreview.entryName },
            { what: 'session', name: 'ana@quince.example' },
            { what: 'unread', name: 'incidents.json', address: 'https://app.convene.markets/admin/api_keys' },
            {
              what: 'file',
              name: '/Users/ana/.claude.json.backup',
              why: 'not-ours',
            },
          ],
        }),
      ),
  },
};
