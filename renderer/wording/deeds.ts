import type { IncidentDeeds } from '../../shared/incident.ts';
import { parseKeyName } from '../../shared/keys/key-name.ts';
import { asOfText } from '../../shared/wording/moments.ts';
import { capitalized, counted } from '../../shared/wording/numbers.ts';

interface Deed {
  /** As a heading: `Listing bookings`. */
  readonly kind: string;
  /** After the key's name: `listed bookings`. */
  readonly did: string;
  /** After `tried to`: `list bookings`. */
  readonly tried: string;
  /** What it was done to, with its number; absent where nothing is named. */
  readonly thing?: string;
}

const deed = (kind: string, did: string, tried: string, thing?: string): Deed => ({
  kind,
  did,
  tried,
  ...(thing === undefined ? {} : { thing }),
});

/** The actions that Convene's REST API and MCP tools have. Others are shown by their own name. */
const deeds: Readonly<Record<string, Deed>> = {
  'dashboard.read': deed('Reading the dashboard', 'read the dashboard', 'read the dashboard'),
  'bookings.list': deed('Listing bookings', 'listed bookings', 'list bookings'),
  'booking.read': deed('Reading a booking', 'read', 'read', 'booking'),
  'booking.updated': deed('Changing a booking', 'changed', 'change', 'booking'),
  'vendor_applications.list': deed('Listing applications', 'listed applications', 'list applications'),
  'vendor_application.read': deed('Reading an application', 'read', 'read', 'application'),
  'vendor_application.updated': deed('Deciding on an application', 'changed', 'change', 'application'),
  'vendor_application.reminded': deed(
    'Reminding somebody to pay',
    'sent a payment reminder for',
    'send a payment reminder for',
    'application',
  ),
  'vendor_application.credited': deed('Giving credits', 'gave credits to', 'give credits to', 'application'),
  'vendors.list': deed('Listing vendors', 'listed vendors', 'list vendors'),
  'market_dates.list': deed('Listing market dates', 'listed market dates', 'list market dates'),
};

const plain = (action: string): string => action.replaceAll(/[._]+/gu, ' ');

export const actionWords = (action: string): string => deeds[action]?.kind ?? capitalized(plain(action));

type Line = IncidentDeeds['lines'][number];

/** `Claude Desktop sent a payment reminder for`, then in bold `application 118`, then how it ended. */
export function lineWords({ keyName, action, resource, outcome }: Line): {
  before: string;
  what: string;
  refused: boolean;
  failed: boolean;
} {
  const who = parseKeyName(keyName)?.assistant ?? `“${keyName}”`;
  const known = deeds[action];
  const refused = outcome === 'refused' || outcome === 'forbidden';
  const failed = !refused && outcome !== 'ok';
  const number = resource.id === '' ? '' : ` ${resource.id}`;
  const before = known
    ? `${who} ${refused || failed ? `tried to ${known.tried}` : known.did}`
    : `${who} ${refused || failed ? 'tried' : 'did'} “${plain(action)}”`;
  if (known) return { before, what: known.thing ? `${known.thing}${number}` : '', refused, failed };
  return { before, what: number && `${plain(resource.kind)}${number}`, refused, failed };
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

/** `12 actions, from 9:03 today to 10:01 today.` */
export function totalWords({ count, first, last, more }: IncidentDeeds['keys'][number], now: Date): string {
  if (count === 0 || first === null || last === null) return 'No action in that time.';
  const actions = `${more ? 'More than ' : ''}${counted(count, 'action')}`;
  const began = asOfText(new Date(first), now);
  if (first === last) return `${capitalized(actions)}, at ${began}.`;
  return `${capitalized(actions)}, from ${began} to ${asOfText(new Date(last), now)}.`;
}
