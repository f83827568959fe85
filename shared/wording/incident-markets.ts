/** What people read of the markets of an incident: in the window, on the command line and in the report. */
import type { IncidentView, Market } from '../incident.ts';
import { failureMessage } from './failures.ts';
import { listed } from './numbers.ts';

/** What isn't known of a market. `open`: something may live there still. */
export interface MarketGap {
  readonly title: string;
  readonly detail: string;
  readonly open: boolean;
}

export const marketNames = (markets: readonly Pick<Market, 'name'>[]): string =>
  listed(markets.map(({ name }) => name));

/** Whom to ask for what this person may not: by name and address where Convene says them. */
export const whomToAsk = ({ name, admins }: Pick<Market, 'name' | 'admins'>): string =>
  admins.length === 0
    ? `an admin of ${name}`
    : admins.length === 1
      ? `${admins[0]?.name} (${admins[0]?.email})`
      : `one of its admins: ${listed(admins.map((one) => `${one.name} (${one.email})`))}`;

/** Undefined where it was looked through, or is being looked through for the first time. */
export function marketGap(market: Market, device = 'the device'): MarketGap | undefined {
  const { name, keys, sessions } = market;
  if (keys.state === 'not-allowed')
    return {
      title: `${name}: not yours to look at.`,
      detail: `Keys on ${device} may still work there. Ask ${whomToAsk(market)} to revoke them, and to sign it out.`,
      open: true,
    };
  if (keys.state === 'waiting')
    return (
      keys.failure && {
        title: `${name}: not looked at yet.`,
        detail: waitingDetail(market, device),
        open: true,
      }
    );
  if (sessions.state === 'waiting')
    return (
      sessions.failure && {
        title: `${name}: who is signed in isn’t known yet.`,
        detail: `${failureMessage(sessions.failure).title} ${device} may still be signed in. We keep asking.`,
        open: true,
      }
    );
  return sessions.state === 'looked'
    ? undefined
    : {
        title: `${name}: other people’s sign-ins weren’t looked at.`,
        detail: `Only an admin sees who else is signed in on ${device}. Ask ${whomToAsk(market)}.`,
        open: false,
      };
}

function waitingDetail({ server, keys }: Market, device: string): string {
  if (keys.failure?.code === 'signed-out')
    return `Nobody is signed in there. Sign in at ${server}, and what is on ${device} is cut off there too.`;
  const why = keys.failure ? `${failureMessage(keys.failure).title} ` : '';
  return `${why}What is on ${device} there may still work. We keep asking, and cut it off as soon as we know it.`;
}

/** Of a lost device; a leaked key is of its own market only. */
export const marketGaps = ({ kind, device, markets }: IncidentView): MarketGap[] =>
  kind === 'leak' ? [] : markets.flatMap((market) => marketGap(market, device) ?? []);
