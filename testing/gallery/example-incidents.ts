import { failure } from '../../shared/failure.ts';
import type { ContainmentItem, IncidentAssets, IncidentImpact, IncidentView } from '../../shared/incident.ts';
import { parseKeyName } from '../../shared/keys/key-name.ts';
import { exampleKeys, exampleNow } from './example-views.ts';

const at = (time: string, day = '2026-06-09'): string => new Date(`${day}T${time}`).toISOString();

/** What may be cut off at Quince Street Market: the keys of the list, and two Companions. */
export const exampleAssets: IncidentAssets = {
  organizationName: 'Quince Street Market',
  devices: [...new Set(exampleKeys.map(({ name }) => parseKeyName(name)?.device ?? null))].map((device) => ({
    device,
    thisOne: device === 'Market office laptop',
    keys: exampleKeys
      .filter(({ name, revokedAt }) => revokedAt === null && (parseKeyName(name)?.device ?? null) === device)
      .map(({ id, name, tokenHint, lastUsedAt }) => ({ id, name, tokenHint, lastUsedAt })),
    sessions:
      device === 'Market office laptop'
        ? [{ id: 'ses-here', lastSeenAt: at('09:41:00') }]
        : device === 'Front desk iMac'
          ? [{ id: 'ses-desk', lastSeenAt: at('09:02:00') }]
          : [],
  })),
};

/** A market with ten thousand keys. */
export const exampleManyAssets: IncidentAssets = {
  organizationName: 'Quince Street Market',
  devices: Array.from({ length: 2_500 }, (_, stall) => ({
    device: `Stall ${stall}`,
    thisOne: false,
    keys: ['Claude Desktop', 'ChatGPT', 'Cursor', 'Claude Code'].map((assistant, at) => ({
      id: `key-${stall}-${at}`,
      name: `${assistant} on Stall ${stall}`,
      tokenHint: `…${String(stall * 4 + at).padStart(4, '0')}`,
      lastUsedAt: at === 3 ? null : at === 0 ? exampleNow.toISOString() : new Date(2026, 4, 1).toISOString(),
    })),
    sessions: [],
  })),
};

export function exampleItem(
  given: Partial<ContainmentItem> & Pick<ContainmentItem, 'id' | 'name'>,
): ContainmentItem {
  const settledAt = given.settledAt ?? at('09:14:22');
  const isKey = given.what !== 'session';
  const done = given.status === undefined || given.status === 'done';
  return {
    what: 'key',
    status: 'done',
    ...(isKey ? { tokenHint: `…${given.id.slice(-4)}` } : {}),
    ...(done ? { settledAt } : {}),
    ...(done && isKey ? { proof: { kind: 'confirmed' as const, revokedAt: settledAt } } : {}),
    ...given,
  };
}

const laptop = 'Volunteer laptop';

const lostItems: ContainmentItem[] = [
  exampleItem({
    id: 'key-a6f0',
    name: `Claude Desktop on ${laptop}`,
    proof: { kind: 'refused', revokedAt: at('09:14:22'), testedAt: at('09:14:23') },
  }),
  exampleItem({ id: 'key-33e9', name: `Cursor on ${laptop}`, settledAt: at('09:14:23') }),
  exampleItem({ id: 'key-c715', name: `Claude Code on ${laptop}`, settledAt: at('09:14:25') }),
];
const lostSession = exampleItem({
  what: 'session',
  id: 'ses-lost',
  name: laptop,
  settledAt: at('09:14:28'),
});
export const exampleUnanswered = exampleItem({
  id: 'key-4bb2',
  name: `ChatGPT on ${laptop}`,
  status: 'not-confirmed',
  failure: failure('timed-out'),
  triedAt: at('09:14:31'),
  nextTryAt: at('09:41:36'),
});

export function exampleIncident(given: Partial<IncidentView> = {}): IncidentView {
  return {
    id: 'inc-1',
    kind: 'device',
    device: laptop,
    organizationId: 'org-quince',
    organizationName: 'Quince Street Market',
    openedAt: at('09:14:20'),
    lastTrustedAt: null,
    items: [...lostItems, lostSession],
    createdSince: { keys: [], sessions: [] },
    untouchedKeys: 6,
    done: [],
    closedAt: null,
    ...given,
  };
}

/** One answer is missing; the person has said since when. */
export const exampleHalfDone = exampleIncident({
  items: [...lostItems, exampleUnanswered, lostSession],
  lastTrustedAt: at('07:52:00'),
});

/** Begun without a connection. */
export const exampleOffline = exampleIncident({
  items: [...lostItems, lostSession].map(
    ({ what, id, name, tokenHint }): ContainmentItem => ({
      what,
      id,
      name,
      tokenHint,
      status: 'waiting',
      failure: failure('offline'),
      triedAt: at('09:14:31'),
      nextTryAt: at('09:41:45'),
    }),
  ),
});

export const exampleLeak = exampleIncident({
  id: 'inc-2',
  kind: 'leak',
  items: [
    exampleItem({
      id: 'key-7c2e',
      name: 'Claude Desktop on Market office laptop',
      connectionId: 'b0f4c2',
      proof: { kind: 'refused', revokedAt: at('09:14:22'), testedAt: at('09:14:23') },
    }),
    exampleItem({ id: 'key-e3d8', name: 'Claude Desktop on Front desk iMac' }),
    exampleItem({ id: 'key-b40d', name: 'ChatGPT on Market office laptop' }),
  ],
});
// The device belongs to the other door.
delete (exampleLeak as { device?: string }).device;

export const exampleClosed = exampleIncident({
  id: 'inc-0',
  openedAt: at('18:20:00', '2026-05-02'),
  closedAt: at('19:05:00', '2026-05-02'),
  device: 'Season phone',
  done: ['look', 'replace', 'mail', 'lock-device', 'report'],
});

export const exampleCreatedSince: IncidentView['createdSince'] = {
  keys: [{ id: 'key-0bad', name: 'backup', tokenHint: '…0bad', createdAt: at('09:11:08') }],
  sessions: [{ id: 'ses-new', deviceName: 'DESKTOP-8K2', createdAt: at('09:10:55') }],
};

export const exampleImpact: IncidentImpact = {
  since: at('07:52:00'),
  until: at('09:41:20'),
  keys: [
    {
      id: 'key-a6f0',
      name: `Claude Desktop on ${laptop}`,
      tokenHint: '…a6f0',
      count: 9,
      more: false,
      first: at('08:03:00'),
      last: at('09:17:40'),
      actions: [
        { action: 'dashboard.read', changes: false, count: 5, refused: 1 },
        { action: 'vendor_applications.list', changes: false, count: 3, refused: 0 },
        { action: 'vendor_application.reminded', changes: true, count: 1, refused: 0 },
      ],
      addresses: [
        { ip: '203.0.113.5', count: 6, first: at('08:03:00'), last: at('08:41:00'), isNew: false },
        { ip: '198.51.100.77', count: 3, first: at('09:04:00'), last: at('09:17:40'), isNew: true },
      ],
      refusedSince: 1,
    },
    {
      id: 'key-33e9',
      name: `Cursor on ${laptop}`,
      tokenHint: '…33e9',
      count: 0,
      more: false,
      first: null,
      last: null,
      actions: [],
      addresses: [],
      refusedSince: 0,
    },
  ],
  lines: [
    ['09:17:40', 'dashboard.read', { kind: 'organization', id: '' }, 'refused', false],
    ['09:04:10', 'vendor_application.reminded', { kind: 'vendor_application', id: '118' }, 'ok', true],
    ['08:41:00', 'vendor_applications.list', { kind: 'vendor_application', id: '' }, 'ok', false],
    ['08:03:00', 'dashboard.read', { kind: 'organization', id: '' }, 'ok', false],
  ].map(([time, action, resource, outcome, unusualHour]) => ({
    at: at(time as string),
    keyName: `Claude Desktop on ${laptop}`,
    action: action as string,
    resource: resource as { kind: string; id: string },
    outcome: outcome as string,
    ip: '203.0.113.5',
    unusualHour: unusualHour as boolean,
  })),
};
