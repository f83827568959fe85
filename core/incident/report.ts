import type { ContainmentItem, IncidentImpact, IncidentView, Offered } from '../../shared/incident.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { marketGaps } from '../../shared/wording/incident-markets.ts';
import { timeZoneHere } from '../time-zone.ts';

export interface ReportFacts {
  readonly incident: IncidentView;
  /** What the keys did since; absent where the audit log couldn't be read. */
  readonly impact?: IncidentImpact | undefined;
  /** Who reported it; what 0.1.0 noted doesn't say. */
  readonly person?: { readonly name: string; readonly email: string } | undefined;
  readonly now: Date;
}

/** How a part was cut off, and how that is known. `refused-when-tried`: the old token was tried and Convene refused it. */
export type ReportedOutcome =
  | 'refused-when-tried'
  | 'confirmed-by-convene'
  | 'not-confirmed'
  | 'still-accepted'
  | 'refused-by-convene';

/** What happened, for programs and for `report-html.ts`; version 3. No secrets: keys stand by name and last four letters. */
export function reportOf({ incident, impact, person, now }: ReportFacts) {
  const names = new Map(incident.markets.map(({ id, name }) => [id, name]));
  const nameOf = ({ marketId }: { readonly marketId: string }): string => names.get(marketId) ?? '';
  const zone = timeZoneHere();
  return {
    report: 'convene-companion-incident',
    version: 3,
    writtenAt: withZone(now),
    timeZone: zone,
    markets: incident.markets.map((market) => ({
      name: market.name,
      organizationId: market.organizationId,
      server: market.server,
      /** Convene's word of each; see `contained`. */
      contained: incident.items.filter(({ marketId, status }) => marketId === market.id && status === 'done')
        .length,
      of: incident.items.filter(({ marketId }) => marketId === market.id).length,
      keysLookedAt: market.keys.state,
      signInsLookedAt: market.sessions.state,
      admins: market.admins,
    })),
    notLookedAt: marketGaps(incident).map(({ title, detail }) => `${title} ${detail}`),
    by: person ?? null,
    kind: incident.kind,
    device: incident.device ?? null,
    reportedAt: withZone(new Date(incident.openedAt)),
    lastTrustedAt: incident.lastTrustedAt === null ? null : withZone(new Date(incident.lastTrustedAt)),
    closedAt: incident.closedAt === null ? null : withZone(new Date(incident.closedAt)),
    contained: incident.items.map((item) => ({
      market: nameOf(item),
      what: item.what,
      id: item.id,
      name: withoutTokens(item.name),
      endsIn: item.tokenHint ?? null,
      person: item.person ?? null,
      outcome: outcomeOf(item),
      at: item.settledAt === undefined ? null : withZone(new Date(item.settledAt)),
      triedAt: triedAt(item),
      reason: item.failure?.code ?? null,
      replacedBy: item.replacedBy
        ? { name: withoutTokens(item.replacedBy.name), endsIn: item.replacedBy.tokenHint }
        : null,
    })),
    createdSince: offered(incident.createdSince, nameOf),
    alike: offered(incident.alike, nameOf),
    impact: impact
      ? {
          since: withZone(new Date(impact.since)),
          until: withZone(new Date(impact.until)),
          notRead: impact.unread.map(nameOf),
          keys: impact.keys.map(
            ({ id: _id, marketId: _market, tokenHint, name, first, last, addresses, ...rest }) => ({
              name: withoutTokens(name),
              endsIn: tokenHint,
              ...rest,
              first: first && withZone(new Date(first)),
              last: last && withZone(new Date(last)),
              addresses: addresses.map((address) => ({
                ...address,
                first: withZone(new Date(address.first)),
                last: withZone(new Date(address.last)),
              })),
            }),
          ),
          lines: impact.lines.map((line) => ({
            ...line,
            keyName: withoutTokens(line.keyName),
            at: withZone(new Date(line.at)),
          })),
        }
      : null,
  };
}

type NameOf = (of: { readonly marketId: string }) => string;

const offered = ({ keys, sessions }: Offered, nameOf: NameOf) => ({
  keys: keys.map((key) => ({
    market: nameOf(key),
    name: withoutTokens(key.name),
    endsIn: key.tokenHint,
    person: key.person ?? null,
    at: withZone(new Date(key.createdAt)),
  })),
  sessions: sessions.map((session) => ({
    market: nameOf(session),
    device: withoutTokens(session.deviceName),
    person: session.person ?? null,
    at: withZone(new Date(session.createdAt)),
  })),
});

/** When the old token was tried, whatever came of it. */
function triedAt({ proof, failure }: ContainmentItem): string | null {
  const at = proof?.kind === 'refused' ? proof.testedAt : failure?.at;
  return at === undefined ? null : withZone(new Date(at));
}

export type Report = ReturnType<typeof reportOf>;

/** How an item stands, in the words of the report. */
export function outcomeOf({ status, proof }: ContainmentItem): ReportedOutcome {
  switch (status) {
    case 'done':
      return proof?.kind === 'refused' ? 'refused-when-tried' : 'confirmed-by-convene';
    case 'still-accepted':
      return 'still-accepted';
    case 'refused':
      return 'refused-by-convene';
    case 'waiting':
    case 'working':
    case 'not-confirmed':
      return 'not-confirmed';
  }
}

/** ISO 8601 in this computer's time with its difference to UTC, so that nobody has to guess the zone. */
export function withZone(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const offset = -at.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${day}T${time}${sign}${two(hours)}:${two(minutes)}`;
}
