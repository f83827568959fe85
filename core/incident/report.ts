import type { ContainmentItem, IncidentImpact, IncidentView } from '../../shared/incident.ts';
import { withoutTokens } from '../../shared/tokens.ts';
import { timeZoneHere } from '../time-zone.ts';

export interface ReportFacts {
  readonly incident: IncidentView;
  /** What the keys did since; absent where the audit log couldn't be read. */
  readonly impact?: IncidentImpact | undefined;
  readonly person: { readonly name: string; readonly email: string };
  readonly server: string;
  readonly now: Date;
}

/** How a part was cut off, and how that is known. `refused-when-tried`: the old token was tried and Convene refused it. */
export type ReportedOutcome =
  | 'refused-when-tried'
  | 'confirmed-by-convene'
  | 'not-confirmed'
  | 'still-accepted'
  | 'refused-by-convene';

/** What happened, for programs and for `report-html.ts`; version 2. No secrets: keys stand by name and last four letters. */
export function reportOf({ incident, impact, person, server, now }: ReportFacts) {
  const zone = timeZoneHere();
  return {
    report: 'convene-companion-incident',
    version: 2,
    writtenAt: withZone(now),
    timeZone: zone,
    server,
    organization: { id: incident.organizationId, name: incident.organizationName },
    by: person,
    kind: incident.kind,
    device: incident.device ?? null,
    reportedAt: withZone(new Date(incident.openedAt)),
    lastTrustedAt: incident.lastTrustedAt === null ? null : withZone(new Date(incident.lastTrustedAt)),
    closedAt: incident.closedAt === null ? null : withZone(new Date(incident.closedAt)),
    contained: incident.items.map((item) => ({
      what: item.what,
      id: item.id,
      name: withoutTokens(item.name),
      endsIn: item.tokenHint ?? null,
      outcome: outcomeOf(item),
      at: item.settledAt === undefined ? null : withZone(new Date(item.settledAt)),
      triedAt: triedAt(item),
      reason: item.failure?.code ?? null,
    })),
    createdSince: {
      keys: incident.createdSince.keys.map(({ name, tokenHint, createdAt }) => ({
        name: withoutTokens(name),
        endsIn: tokenHint,
        at: withZone(new Date(createdAt)),
      })),
      sessions: incident.createdSince.sessions.map(({ deviceName, createdAt }) => ({
        device: withoutTokens(deviceName),
        at: withZone(new Date(createdAt)),
      })),
    },
    impact: impact
      ? {
          since: withZone(new Date(impact.since)),
          until: withZone(new Date(impact.until)),
          keys: impact.keys.map(({ id: _id, tokenHint, name, first, last, addresses, ...rest }) => ({
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
          })),
          lines: impact.lines.map((line) => ({
            ...line,
            keyName: withoutTokens(line.keyName),
            at: withZone(new Date(line.at)),
          })),
        }
      : null,
  };
}

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
