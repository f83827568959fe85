import type { IncidentDeeds } from '../../shared/incident.ts';
import { parseKeyName } from '../../shared/keys/key-name.ts';
import { momentText } from '../../shared/wording/moments.ts';
import { capitalized, counted } from '../../shared/wording/numbers.ts';

interface Deed {
  /** As a heading: `Approving bookings`. */
  readonly kind: string;
  /** After the key's name: `changed`. */
  readonly did: string;
  /** What it was done to, before its number; without one where nothing is named. */
  readonly thing?: string;
  readonly after?: string;
}

/** The actions that Convene's REST API and MCP tools have. Others are shown by their own name. */
const deeds: Readonly<Record<string, Deed>> = {
  'dashboard.read': { kind: 'Reading the dashboard', did: 'read the dashboard' },
  'bookings.list': { kind: 'Listing bookings', did: 'listed bookings' },
  'booking.read': { kind: 'Reading a booking', did: 'read', thing: 'booking' },
  'booking.updated': { kind: 'Changing a booking', did: 'changed', thing: 'booking' },
  'vendor_applications.list': { kind: 'Listing applications', did: 'listed applications' },
  'vendor_application.read': { kind: 'Reading an application', did: 'read', thing: 'application' },
  'vendor_application.updated': { kind: 'Deciding on an application', did: 'changed', thing: 'application' },
  'vendor_application.reminded': {
    kind: 'Reminding somebody to pay',
    did: 'sent a payment reminder for',
    thing: 'application',
  },
  'vendor_application.credited': {
    kind: 'Giving credits',
    did: 'gave credits to',
    thing: 'application',
  },
  'vendors.list': { kind: 'Listing vendors', did: 'listed vendors' },
  'market_dates.list': { kind: 'Listing market dates', did: 'listed market dates' },
};

const plain = (action: string): string => action.replaceAll(/[._]+/gu, ' ');

export const actionWords = (action: string): string => deeds[action]?.kind ?? capitalized(plain(action));

type Line = IncidentDeeds['lines'][number];

/** `Claude Desktop on X sent a payment reminder for` **application 118**. */
export function lineWords({ keyName, action, resource, outcome }: Line): {
  before: string;
  what: string;
  after: string;
  refused: boolean;
} {
  const who = parseKeyName(keyName)?.assistant ?? `“${keyName}”`;
  const refused = outcome === 'refused' || outcome === 'forbidden';
  const deed = deeds[action];
  const tried = refused ? ' tried: it' : '';
  const what = deed?.thing && resource.id !== '' ? `${deed.thing} ${resource.id}` : (deed?.thing ?? '');
  const failed = !refused && outcome !== 'ok' ? ' It didn’t go through.' : '';
  return {
    before: `${who}${tried} ${deed?.did ?? `did “${plain(action)}”${resource.id ? ` (${resource.kind} ${resource.id})` : ''}`}`,
    what,
    after: `.${failed}`,
    refused,
  };
}

/** The answer over the details: whether anything was changed at all. */
export function changesWords({ keys }: IncidentDeeds): string {
  const actions = keys.flatMap((key) => key.actions);
  const all = keys.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return 'They did nothing in that time.';
  const changed = actions
    .filter(({ changes }) => changes)
    .reduce((sum, { count, refused }) => sum + count - refused, 0);
  const more = keys.some((key) => key.more) ? ' There is more than we read here; Audit has all of it.' : '';
  const newAddresses = new Set(
    keys.flatMap(({ addresses }) => addresses.filter(({ isNew }) => isNew).map(({ ip }) => ip)),
  ).size;
  const where =
    newAddresses === 0
      ? ''
      : ` ${capitalized(counted(newAddresses, 'address', 'addresses'))} ${newAddresses === 1 ? 'wasn’t' : 'weren’t'} seen before.`;
  const did =
    changed === 0
      ? 'Nothing was approved, changed or credited.'
      : `${capitalized(counted(changed, 'action'))} changed something.`;
  return `${did}${where}${more}`;
}

export const timesWords = (count: number): string => count.toLocaleString('en-US');

/** `12 actions, from today, 9:03 to today, 10:01.` */
export function totalWords({ count, first, last, more }: IncidentDeeds['keys'][number], now: Date): string {
  if (count === 0 || first === null || last === null) return 'No action in that time.';
  const actions = `${more ? 'More than ' : ''}${counted(count, 'action')}`;
  if (first === last) return `${capitalized(actions)}, ${momentText(new Date(first), now)}.`;
  return `${capitalized(actions)}: first ${momentText(new Date(first), now)}, last ${momentText(new Date(last), now)}.`;
}
