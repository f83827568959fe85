import { isChange } from '../../shared/audit/actions.ts';
import { isNewHour } from '../../shared/audit/unusual.ts';
import type { WireAuditEvent } from '../../shared/convene/wire.ts';
import type { ContainmentItem, IncidentImpact } from '../../shared/incident.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Convene } from '../convene/convene.ts';

/** Events of one key that are read; who has more to look through opens the audit log. */
const mostPerKey = 2_000;
const perPage = 500;
/** What tells the usual: so many events before. */
const baseline = 200;
const mostLines = 200;
const keysAtOnce = 4;
/** Our own test of the old token stands in the log as well. */
const ownTestMs = 3_000;

type KeyImpact = IncidentImpact['keys'][number];
type Line = IncidentImpact['lines'][number];

interface Asked {
  readonly convene: Pick<Convene, 'auditPage'>;
  readonly organizationId: string;
  /** ISO 8601. */
  readonly since: string;
  /** The hour of the day, by the person's clock. */
  hourOf(at: string): number;
}

/** What the keys among `items` did since, as Convene's audit log has it. */
export async function assessImpact(
  asked: Asked,
  items: readonly ContainmentItem[],
): Promise<Result<IncidentImpact>> {
  const keys = items.filter(({ what }) => what === 'key');
  const told: { readonly impact: KeyImpact; readonly lines: readonly Line[] }[] = [];
  let until = asked.since;
  for (let at = 0; at < keys.length; at += keysAtOnce) {
    const some = await Promise.all(keys.slice(at, at + keysAtOnce).map((key) => impactOfKey(asked, key)));
    for (const one of some) {
      if (!one.ok) return one;
      told.push(one.value);
      if (one.value.at > until) until = one.value.at;
    }
  }
  return ok({
    since: asked.since,
    until,
    unread: [],
    keys: told.map(({ impact }) => impact),
    lines: told
      .flatMap(({ lines }) => lines)
      .sort((one, other) => other.at.localeCompare(one.at))
      .slice(0, mostLines),
  });
}

async function impactOfKey(
  asked: Asked,
  key: ContainmentItem,
): Promise<Result<{ impact: KeyImpact; lines: Line[]; at: string }>> {
  const read = await eventsSince(asked, key.id);
  if (!read.ok) return read;
  const before = await asked.convene.auditPage(
    asked.organizationId,
    { actorId: key.id, until: justBefore(asked.since) },
    null,
    baseline,
  );
  if (!before.ok) return before;
  const { more, at } = read.value;
  const events = read.value.events.filter((event) => !isOwnTest(event, key));
  const usualHours = before.value.events.map((event) => asked.hourOf(event.at));
  const usualAddresses = new Set(before.value.events.map(({ ip }) => ip));
  const { id, marketId, name, tokenHint = '' } = key;
  return ok({
    at,
    impact: {
      id,
      marketId,
      name,
      tokenHint,
      count: events.length,
      more,
      first: events.at(-1)?.at ?? null,
      last: events[0]?.at ?? null,
      actions: actionsOf(events),
      addresses: addressesOf(events, usualAddresses),
      refusedSince: events.filter((event) => isRefusedAfter(event, key)).length,
    },
    lines: events.slice(0, mostLines).map((event) => ({
      at: event.at,
      keyName: name,
      action: event.action,
      resource: event.resource,
      outcome: event.outcome,
      ip: event.ip,
      unusualHour: isNewHour(asked.hourOf(event.at), usualHours),
    })),
  });
}

/** Newest first. `more`: there are older ones that weren't read. */
async function eventsSince({ convene, organizationId, since }: Asked, keyId: string) {
  const events: WireAuditEvent[] = [];
  let cursor: string | null = null;
  let at = since;
  do {
    const page: Awaited<ReturnType<Convene['auditPage']>> = await convene.auditPage(
      organizationId,
      { actorId: keyId, since },
      cursor,
      perPage,
    );
    if (!page.ok) return page;
    events.push(...page.value.events);
    ({ at } = page.value);
    cursor = page.value.nextCursor;
  } while (cursor !== null && events.length < mostPerKey);
  return ok({ events, more: cursor !== null, at });
}

const justBefore = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString();

function isOwnTest({ at, outcome }: WireAuditEvent, { proof }: ContainmentItem): boolean {
  return (
    proof?.kind === 'refused' &&
    outcome === 'refused' &&
    Math.abs(Date.parse(at) - Date.parse(proof.testedAt)) < ownTestMs
  );
}

const isRefusedAfter = ({ at, outcome }: WireAuditEvent, { settledAt }: ContainmentItem): boolean =>
  outcome === 'refused' && settledAt !== undefined && Date.parse(at) >= Date.parse(settledAt);

function actionsOf(events: readonly WireAuditEvent[]): KeyImpact['actions'] {
  const counted = new Map<string, KeyImpact['actions'][number]>();
  for (const { action, outcome } of events) {
    const known = counted.get(action) ?? { action, changes: isChange(action), count: 0, refused: 0 };
    counted.set(action, {
      ...known,
      count: known.count + 1,
      refused: known.refused + (outcome === 'ok' ? 0 : 1),
    });
  }
  // What changed something comes first.
  return [...counted.values()].sort(
    (one, other) => Number(other.changes) - Number(one.changes) || other.count - one.count,
  );
}

function addressesOf(
  events: readonly WireAuditEvent[],
  usual: ReadonlySet<string | null>,
): KeyImpact['addresses'] {
  const counted = new Map<string, KeyImpact['addresses'][number]>();
  for (const { ip, at } of events) {
    if (ip === null) continue;
    const known = counted.get(ip);
    counted.set(ip, {
      ip,
      count: (known?.count ?? 0) + 1,
      first: at,
      last: known?.last ?? at,
      isNew: !usual.has(ip),
    });
  }
  return [...counted.values()].sort(
    (one, other) => Number(other.isNew) - Number(one.isNew) || other.count - one.count,
  );
}
