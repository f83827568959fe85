import { record } from '../audit/audit.ts';
import type { DemoContext } from '../context.ts';
import { demoPeople, harbor, quince } from './people.ts';
import type { Random } from './random.ts';

interface SeededKey {
  readonly organizationId: string;
  readonly name: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly ageDays: number;
  /** Days since the last use; undefined for a key that was never used. */
  readonly usedDaysAgo: number | undefined;
  readonly revokedDaysAgo?: number;
}

const { ana, tom, sam, ines } = demoPeople;

/** With a term of 90 days: due soon, due today, never used, overdue, of somebody who left, and revoked. */
const seededKeys: readonly SeededKey[] = [
  { organizationId: quince.id, name: 'ChatGPT on Info tent tablet', by: tom, ageDays: 111, usedDaysAgo: 3 },
  {
    organizationId: quince.id,
    name: 'Cursor on Market office laptop',
    by: ana,
    ageDays: 115,
    usedDaysAgo: 8,
    revokedDaysAgo: 7,
  },
  {
    organizationId: quince.id,
    name: 'Claude Desktop on Front desk iMac',
    by: tom,
    ageDays: 90,
    usedDaysAgo: 0,
  },
  {
    organizationId: quince.id,
    name: 'ChatGPT on Market office laptop',
    by: ana,
    ageDays: 79,
    usedDaysAgo: 1,
  },
  { organizationId: quince.id, name: 'zap test 2', by: sam, ageDays: 42, usedDaysAgo: 5 },
  {
    organizationId: quince.id,
    name: 'ChatGPT on Front desk iMac',
    by: tom,
    ageDays: 7,
    usedDaysAgo: undefined,
  },
  {
    organizationId: harbor.id,
    name: 'Claude Desktop on Harbor office',
    by: ines,
    ageDays: 31,
    usedDaysAgo: 0,
  },
  { organizationId: harbor.id, name: 'ChatGPT on Ines’s phone', by: ines, ageDays: 64, usedDaysAgo: 2 },
];

const keyActions = [
  'dashboard.read',
  'vendor_applications.list',
  'bookings.list',
  'market_dates.list',
] as const;
const minuteMs = 60_000;

/** Nobody holds these keys: their hashes are made up, and no token is known that has them. */
export function seedKeys(context: DemoContext, random: Random, today: Date): void {
  const events: { at: string; write: () => void }[] = [];
  for (const key of seededKeys) {
    const id = `key_${random.hex(18)}`;
    const hint = `…${random.hex(4)}`;
    const createdAt = daysBefore(today, key.ageDays, random);
    const uses = usesOf(key, random, today);
    const revokedAt =
      key.revokedDaysAgo === undefined ? null : daysBefore(today, key.revokedDaysAgo, random).toISOString();
    context.database.run(
      `INSERT INTO api_keys (id, organization_id, name, token_hash, token_hint, created_at, created_by, last_used_at,
         last_used_ip, request_count, revoked_at, revoked_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        key.organizationId,
        key.name,
        random.hex(64),
        hint,
        createdAt.toISOString(),
        key.by.id,
        uses.at(-1) ?? null,
        uses.length > 0 ? '203.0.113.24' : null,
        uses.length,
        revokedAt,
        revokedAt === null ? null : ana.id,
      ],
    );
    const write = (at: string, actor: 'key' | typeof key.by, action: string): void => {
      const eventId = `evt_${random.hex(18)}`;
      const resource =
        actor === 'key' ? { kind: 'organization', id: key.organizationId } : { kind: 'api_key', id };
      const who =
        actor === 'key'
          ? ({ kind: 'api_key', id, name: key.name } as const)
          : ({ kind: 'person', id: actor.id, name: actor.name } as const);
      const deed = {
        organizationId: key.organizationId,
        actor: who,
        action,
        resource,
        outcome: 'ok',
      } as const;
      events.push({ at, write: () => record(context, { ...deed, ip: '203.0.113.24' }, at, eventId) });
    };
    write(createdAt.toISOString(), key.by, 'api_key.created');
    for (const at of uses) write(at, 'key', random.pick(keyActions));
    if (revokedAt !== null) write(revokedAt, ana, 'api_key.revoked');
  }
  events.sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const { write } of events) write();
}

/** Oldest first, on some of the days that the key was in use. */
function usesOf({ ageDays, usedDaysAgo }: SeededKey, random: Random, today: Date): string[] {
  if (usedDaysAgo === undefined) return [];
  const uses: string[] = [];
  for (let daysAgo = ageDays - 1; daysAgo > usedDaysAgo; daysAgo -= 1) {
    if (random.chance(0.4)) uses.push(daysBefore(today, daysAgo, random).toISOString());
  }
  uses.push(daysBefore(today, usedDaysAgo, random).toISOString());
  return uses;
}

/** In the morning of a day, by the calendar of this computer; today at the latest some minutes ago. */
function daysBefore(today: Date, days: number, random: Random): Date {
  const morning = new Date(today);
  morning.setDate(morning.getDate() - days);
  morning.setHours(7 + random.whole(5), random.whole(60), random.whole(60), 0);
  const lately = today.getTime() - (2 + random.whole(9)) * minuteMs;
  return new Date(Math.min(morning.getTime(), lately));
}
