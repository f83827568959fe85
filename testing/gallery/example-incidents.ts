import { failure } from '../../shared/failure.ts';
import type {
  ContainmentItem,
  IncidentAssets,
  IncidentImpact,
  IncidentView,
  Look,
  Market,
  TextMatch,
} from '../../shared/incident.ts';
import { parseKeyName } from '../../shared/keys/key-name.ts';
import { exampleKeys, exampleNow } from './example-views.ts';

/** The two markets of Ana, as incidents name them. */
export const quinceId = 'https://app.convene.markets org-quince';
export const harborId = 'https://app.convene.markets org-harbor';
const looked = { state: 'looked' as const };
const quinceMarket: Market = {
  id: quinceId,
  server: 'https://app.convene.markets',
  organizationId: 'org-quince',
  name: 'Quince Street Market',
  keys: looked,
  sessions: looked,
  admins: [{ name: 'Ana Ferreira', email: 'ana@quince.example' }],
};
const harborMarket: Market = {
  ...quinceMarket,
  id: harborId,
  organizationId: 'org-harbor',
  name: 'Harbor Makers Fair',
  admins: [{ name: 'Ines Duarte', email: 'ines@harbor.example' }],
};
const unreachable: Look = { state: 'waiting', failure: failure('offline') };
const forbidden: Look = { state: 'not-allowed', failure: failure('not-allowed') };

const at = (time: string, day = '2026-06-09'): string => new Date(`${day}T${time}`).toISOString();

/** What may be cut off at Quince Street Market: the keys of the list, and two Companions. */
export const exampleAssets: IncidentAssets = {
  markets: [quinceMarket],
  devices: [...new Set(exampleKeys.map(({ name }) => parseKeyName(name)?.device ?? null))].map((device) => ({
    device,
    thisOne: device === 'Market office laptop',
    keys: exampleKeys
      .filter(({ name, revokedAt }) => revokedAt === null && (parseKeyName(name)?.device ?? null) === device)
      .map(({ id, name, tokenHint, lastUsedAt }) => ({
        id,
        marketId: quinceId,
        name,
        tokenHint,
        lastUsedAt,
      })),
    sessions:
      device === 'Market office laptop'
        ? [{ id: 'ses-here', marketId: quinceId, lastSeenAt: at('09:41:00') }]
        : device === 'Front desk iMac'
          ? [{ id: 'ses-desk', marketId: quinceId, lastSeenAt: at('09:02:00') }]
          : [],
  })),
};

/** A market with ten thousand keys. */
export const exampleManyAssets: IncidentAssets = {
  markets: [quinceMarket],
  devices: Array.from({ length: 2_500 }, (_, stall) => ({
    device: `Stall ${stall}`,
    thisOne: false,
    keys: ['Claude Desktop', 'ChatGPT', 'Cursor', 'Claude Code'].map((assistant, at) => ({
      id: `key-${stall}-${at}`,
      marketId: quinceId,
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
    marketId: quinceId,
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
    openedAt: at('09:14:20'),
    lastTrustedAt: null,
    items: [...lostItems, lostSession],
    markets: [{ ...quinceMarket, untouchedKeys: 6 }],
    createdSince: { keys: [], sessions: [] },
    alike: { keys: [], sessions: [] },
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
    ({ what, id, marketId, name, tokenHint }): ContainmentItem => ({
      what,
      id,
      marketId,
      name,
      tokenHint,
      status: 'waiting',
      failure: failure('offline'),
      triedAt: at('09:14:31'),
      nextTryAt: at('09:41:45'),
    }),
  ),
});

const tom = { name: 'Tom Okafor', email: 'tom@quince.example' };
const harborItems: ContainmentItem[] = [
  exampleItem({ id: 'key-91d4', marketId: harborId, name: `Claude Desktop on ${laptop}` }),
  exampleItem({ id: 'key-55c0', marketId: harborId, name: `Cursor on ${laptop}` }),
];
const tomsSession = exampleItem({
  what: 'session',
  id: 'ses-tom',
  person: tom,
  name: laptop,
  settledAt: at('09:14:29'),
});

/** Of two markets, with another person's sign-in: all of it is confirmed. */
export const exampleTwoMarkets = exampleIncident({
  markets: [
    { ...quinceMarket, untouchedKeys: 6 },
    { ...harborMarket, untouchedKeys: 1 },
  ],
  items: [...lostItems, lostSession, tomsSession, ...harborItems],
  lastTrustedAt: at('07:52:00'),
});

/** The second market doesn't answer. */
export const exampleUnreachable = exampleIncident({
  markets: [
    { ...quinceMarket, untouchedKeys: 6 },
    { ...harborMarket, keys: unreachable, sessions: unreachable, untouchedKeys: 0 },
  ],
});

/** This person is no manager of the second market, and no admin of the first. */
export const exampleNotAllowed = exampleIncident({
  markets: [
    { ...quinceMarket, sessions: forbidden, untouchedKeys: 6 },
    { ...harborMarket, keys: forbidden, sessions: forbidden, untouchedKeys: 0 },
  ],
});

/** What only looks alike is left alone at first. */
export const exampleAlike = exampleIncident({
  alike: {
    keys: [
      {
        id: 'key-77aa',
        marketId: quinceId,
        name: 'ChatGPT on volunteer-laptop',
        tokenHint: '…77aa',
        person: tom,
        createdAt: at('10:00:00', '2026-04-02'),
      },
    ],
    sessions: [
      {
        id: 'ses-alike',
        marketId: quinceId,
        deviceName: 'Volunteer laptop (2)',
        person: tom,
        createdAt: at('10:02:00', '2026-04-02'),
      },
    ],
  },
});

/** A device with keys in two markets, one of them of another person, as the doors know it. */
export const exampleAssetsOfTwo: IncidentAssets = {
  markets: [quinceMarket, harborMarket],
  devices: [
    ...exampleAssets.devices,
    {
      device: laptop,
      thisOne: false,
      keys: [
        {
          id: 'key-a6f0',
          marketId: quinceId,
          name: `Claude Desktop on ${laptop}`,
          tokenHint: '…a6f0',
          lastUsedAt: at('09:01:00'),
        },
        {
          id: 'key-91d4',
          marketId: harborId,
          name: `Claude Desktop on ${laptop}`,
          tokenHint: '…91d4',
          lastUsedAt: at('08:01:00'),
        },
      ],
      sessions: [
        { id: 'ses-lost', marketId: quinceId, lastSeenAt: at('09:02:00') },
        { id: 'ses-tom', marketId: quinceId, person: tom, lastSeenAt: at('08:55:00') },
      ],
    },
  ],
};

/** A text that holds one key, told by the whole of it. */
export const exampleMatch: TextMatch = {
  found: [
    {
      is: 'key',
      tokenHint: '…b40d',
      by: 'token',
      key: {
        id: 'key-b40d',
        name: 'ChatGPT on Market office laptop',
        tokenHint: '…b40d',
        marketId: quinceId,
        market: quinceMarket.name,
      },
    },
  ],
  cutShort: 0,
  more: 0,
  unread: [],
};

/** A text with keys of every kind. */
export const exampleMatches: TextMatch = {
  found: [
    ...exampleMatch.found,
    {
      is: 'several',
      tokenHint: '…91d4',
      failure: failure('offline'),
      keys: [quinceMarket, harborMarket].map(({ id, name }) => ({
        id: 'key-91d4',
        name: 'Claude Desktop on Volunteer laptop',
        tokenHint: '…91d4',
        marketId: id,
        market: name,
      })),
    },
    { is: 'revoked', tokenHint: '…02ab', names: ['Zapier on server'] },
    { is: 'elsewhere', tokenHint: '…77fe', market: 'Elm Row Night Market' },
    { is: 'not-told', tokenHint: '…k3k3' },
  ],
  cutShort: 1,
  more: 0,
  unread: [{ marketId: harborId, market: harborMarket.name, look: unreachable }],
};

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
  done: ['password', 'look', 'replace', 'mail', 'lock-device', 'report'],
});

export const exampleCreatedSince: IncidentView['createdSince'] = {
  keys: [
    { id: 'key-0bad', marketId: quinceId, name: 'backup', tokenHint: '…0bad', createdAt: at('09:11:08') },
  ],
  sessions: [{ id: 'ses-new', marketId: quinceId, deviceName: 'DESKTOP-8K2', createdAt: at('09:10:55') }],
};

export const exampleImpact: IncidentImpact = {
  since: at('07:52:00'),
  until: at('09:41:20'),
  unread: [],
  keys: [
    {
      id: 'key-a6f0',
      marketId: quinceId,
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
      marketId: quinceId,
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
