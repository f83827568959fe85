import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireAuditEvent } from '../../shared/convene/wire.ts';
import { type DemoContext, defaultLifetimes } from '../context.ts';
import { openDatabase } from '../database/open.ts';
import { activityOf } from './activity.ts';
import { listEvents, type Outcome, record } from './audit.ts';
import type { EventFilter } from './match.ts';
import { wordsIn } from './search-words.ts';

const organization = 'org_1';
const other = 'org_2';
const start = Date.parse('2026-03-01T06:30:00.000Z');
const hourMs = 3_600_000;

let context: DemoContext;
beforeAll(() => {
  const database = openDatabase(undefined);
  context = { database, now: () => new Date(), lifetimes: defaultLifetimes, address: () => '' };
  for (const id of [organization, other]) {
    database.run('INSERT INTO organizations (id, name, slug) VALUES (?, ?, ?)', [id, id, id]);
  }
  database.run(`INSERT INTO people (id, name, email, password_hash) VALUES ('p1', 'Ana', 'a@b.example', '')`);
  for (const number of [0, 1, 2]) {
    database.run(
      `INSERT INTO api_keys (id, organization_id, name, token_hash, token_hint, created_at, created_by)
       VALUES (?, ?, ?, ?, '…', '2026-01-01T00:00:00.000Z', 'p1')`,
      [`key_${number}`, organization, names[number] ?? '', `hash ${number}`],
    );
  }
  for (let number = 0; number < 400; number += 1) makeEvent(number);
});
afterAll(() => context.database.close());

const names = ['Claude Desktop on Büro “Café”', 'ChatGPT on stall-4', 'Cursor 🍐 on Tablet_2'];
const actions = ['bookings.list', 'booking.updated', 'api_key.created', 'api_key.revoked', 'dashboard.read'];
const outcomes: Outcome[] = ['ok', 'ok', 'ok', 'refused', 'forbidden'];

/** Out of order, and now and then several in one millisecond. */
function makeEvent(number: number): void {
  const turn = (number * 7) % 400;
  const action = actions[turn % 5] ?? '';
  const aboutKey = action.startsWith('api_key');
  const key = turn % 3;
  record(
    context,
    {
      organizationId: turn % 11 === 0 ? other : organization,
      actor: aboutKey
        ? { kind: 'person', id: 'p1', name: 'Ana' }
        : { kind: 'api_key', id: `key_${key}`, name: names[key] ?? '' },
      action,
      resource: aboutKey
        ? { kind: 'api_key', id: `key_${key}` }
        : { kind: action.split('.')[0] ?? '', id: String(turn) },
      ip: turn % 7 === 0 ? null : `203.0.${turn % 13}.${turn}`,
      outcome: outcomes[Math.floor(turn / 5) % 5] ?? 'ok',
    },
    new Date(start + Math.floor(turn / 3) * hourMs * 5).toISOString(),
  );
}

const pageOf = (filter: EventFilter, limit: number, cursor?: string) =>
  listEvents(context, organization, { ...filter, limit, cursor });

function all(filter: EventFilter, limit = 500): WireAuditEvent[] {
  const events: WireAuditEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = pageOf(filter, limit, cursor);
    events.push(...page.events);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return events;
}

const everything = (): WireAuditEvent[] => all({});

/** The same filter, the slow way. */
const lets =
  (filter: EventFilter) =>
  ({ actor, action, resource, ip, outcome, at }: WireAuditEvent): boolean => {
    const keyed = [actor.kind === 'api_key' && actor.id, resource.kind === 'api_key' && resource.id];
    const words = [actor.name, action, resource.kind, resource.id]
      .flatMap(wordsIn)
      .flatMap((word) => [word, ...word.split(/[._:-]+/)])
      .concat(ip === null ? [] : [ip]);
    return (
      (filter.api_key_id === undefined || keyed.includes(filter.api_key_id)) &&
      (filter.actor === undefined || actor.id === filter.actor) &&
      (filter.action === undefined || action === filter.action) &&
      (filter.outcome === undefined || outcome === filter.outcome) &&
      (filter.ip === undefined || ip === filter.ip) &&
      (filter.since === undefined || Date.parse(at) >= Date.parse(filter.since)) &&
      (filter.until === undefined || Date.parse(at) <= Date.parse(filter.until)) &&
      wordsIn(filter.q ?? '').every((asked) => words.some((word) => word.startsWith(asked)))
    );
  };

const moment = fc
  .integer({ min: 0, max: 140 })
  .map((turn) => new Date(start + turn * hourMs * 5).toISOString());
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const filters: fc.Arbitrary<EventFilter> = fc.record({
  api_key_id: maybe(fc.constantFrom('key_0', 'key_1', 'key_9')),
  actor: maybe(fc.constantFrom('key_0', 'p1')),
  action: maybe(fc.constantFrom(...actions)),
  outcome: maybe(fc.constantFrom<string>(...outcomes)),
  ip: maybe(fc.constantFrom('203.0.1.1', '203.0.12.12')),
  q: maybe(
    fc.constantFrom(
      'b',
      'book',
      'CAFÉ buro',
      'cafe\u0301',
      'stall',
      'stall-4',
      '203.0',
      '203.0.1',
      '203.0.12.',
      '203.0.1.1',
      '🍐',
      '“',
      'api_k',
      'pumpkin',
      'chat list',
      '"; NOT a OR',
      '*',
      '33',
    ),
  ),
  since: maybe(moment),
  until: maybe(moment),
});

describe('the audit log', () => {
  it('answers every filter as reading all of it would', () => {
    const known = everything();
    expect(known.length).toBeGreaterThan(300);
    fc.assert(
      fc.property(filters, (filter) => {
        expect(all(filter)).toEqual(known.filter(lets(filter)));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same in pages of any size', () => {
    fc.assert(
      fc.property(filters, fc.integer({ min: 1, max: 90 }), (filter, limit) => {
        expect(all(filter, limit)).toEqual(all(filter));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its pages as they were when something is added', () => {
    const first = pageOf({ q: 'claude' }, 10);
    const rest = pageOf({ q: 'claude' }, 500, first.next_cursor ?? undefined);
    makeEvent(12);
    const again = pageOf({ q: 'claude' }, 500, first.next_cursor ?? undefined);
    expect(again.events.filter(({ at }) => Date.parse(at) < start + 12 * hourMs)).toEqual(
      rest.events.filter(({ at }) => Date.parse(at) < start + 12 * hourMs),
    );
  });

  it('refuses a cursor that isn’t one of its own', () => {
    for (const cursor of ['', '-1', 'ÿ', 'zzzzzzzzzzz', 'a b']) {
      expect(() => pageOf({}, 1, cursor)).toThrow('cursor');
    }
  });

  it('has room for more than fit into one millisecond', () => {
    const at = '2020-01-01T00:00:00.000Z';
    context.database.transaction(() => {
      for (let number = 0; number < 4_100; number += 1) {
        record(
          context,
          {
            organizationId: other,
            actor: { kind: 'person', id: 'p2', name: 'Tom' },
            action: 'dashboard.read',
            resource: { kind: 'organization', id: other },
            ip: null,
            outcome: 'ok',
          },
          at,
          `evt_${number}`,
        );
      }
    });
    const { events } = listEvents(context, other, { actor: 'p2', limit: 5_000 });
    expect(events.map(({ id }) => id)).toEqual(
      Array.from({ length: 4_100 }, (_, number) => `evt_${4_099 - number}`),
    );
  });
});

describe('activity', () => {
  const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'];

  it('counts each day of a zone as reading all of it would, also where clocks change', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(...zones), async (filter, zone) => {
        const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
        const counts = new Map<string, { count: number; refused: number }>();
        for (const { at, outcome } of all(filter)) {
          const date = day.format(new Date(at));
          const { count, refused } = counts.get(date) ?? { count: 0, refused: 0 };
          counts.set(date, { count: count + 1, refused: refused + Number(outcome !== 'ok') });
        }
        const { days } = await activityOf(context, organization, filter, zone);
        expect(
          Object.fromEntries(days.map(({ date, count, refused }) => [date, { count, refused }])),
        ).toEqual(Object.fromEntries(counts));
      }),
      { numRuns: 60 },
    );
  });

  it('says which keys were busy, and when keys came and went', async () => {
    const { days, marks } = await activityOf(context, organization, {}, 'Europe/Paris');
    const byKeys = days.flatMap(({ keys }) => keys);
    expect(new Set(byKeys.map(({ name }) => name))).toEqual(new Set(names));
    expect(byKeys.reduce((sum, { count }) => sum + count, 0)).toBe(
      everything().filter(({ actor }) => actor.kind === 'api_key').length,
    );
    const expected = everything()
      .filter(({ action, outcome }) => action.startsWith('api_key.') && outcome === 'ok')
      .map(({ at, action }) => ({ at, action }))
      .reverse();
    expect(marks.map(({ at, action }) => ({ at, action }))).toEqual(expected);
    expect(names).toContain(marks[0]?.name);
  });

  it('is empty where nothing happened', async () => {
    expect(await activityOf(context, organization, { q: 'pumpkin' }, 'UTC')).toMatchObject({ days: [] });
  });
});
