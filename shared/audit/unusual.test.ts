import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarIn } from '../reminders/calendar.ts';
import { networkOf } from './network.ts';
import { isNewHour, type UsedAt, unusualOf } from './unusual.ts';

const calendar = calendarIn('America/New_York');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 10:00 in New York. */
const morning = Date.parse('2026-06-09T14:00:00Z');

const event = (at: number, more: Partial<UsedAt> = {}): UsedAt => ({
  at: new Date(at).toISOString(),
  action: 'dashboard.read',
  ip: '203.0.113.24',
  outcome: 'ok',
  ...more,
});
/** Used every day at ten, newest first; the last time yesterday. */
const daily = (count: number, more: Partial<UsedAt> = {}): UsedAt[] =>
  Array.from({ length: count }, (_, index) => event(morning - (index + 1) * dayMs, more));
const marksOf = (now: UsedAt, before: readonly UsedAt[]) =>
  unusualOf(now, before, calendar).map(({ mark }) => mark);

describe('what is unusual for a key', () => {
  it.each<[string, UsedAt, UsedAt[], string[]]>([
    ['nothing, as always', event(morning), daily(40), []],
    ['nothing, without a history', event(morning, { action: 'booking.updated' }), [], []],
    ['a new network', event(morning, { ip: '198.51.100.7' }), daily(5), ['new-network']],
    ['no new network after four uses', event(morning, { ip: '198.51.100.7' }), daily(4), []],
    ['no new network in the same range', event(morning, { ip: '203.0.113.99' }), daily(40), []],
    ['no new network without an address', event(morning, { ip: null }), daily(40), []],
    ['no new network where none was known', event(morning), daily(40, { ip: null }), []],
    ['a new hour', event(morning + 5 * hourMs), daily(20), ['new-hour']],
    ['no new hour after nineteen uses', event(morning + 5 * hourMs), daily(19), []],
    ['no new hour next to a usual one', event(morning + hourMs), daily(20), []],
    ['the first change', event(morning, { action: 'booking.updated' }), daily(10), ['first-write']],
    [
      'an action without words counts as a change',
      event(morning, { action: 'stall.moved' }),
      daily(10),
      ['first-write'],
    ],
    ['no first change after nine reads', event(morning, { action: 'booking.updated' }), daily(9), []],
    [
      'no first change after another',
      event(morning, { action: 'booking.updated' }),
      [...daily(10), event(morning - 20 * dayMs, { action: 'vendor_application.credited' })],
      [],
    ],
    ['a month of silence', event(morning + 30 * dayMs), daily(8), ['after-silence']],
    ['two weeks, for one that is used daily', event(morning + 13 * dayMs), daily(8), ['after-silence']],
    ['not two weeks, for one with too short a history', event(morning + 13 * dayMs), daily(3), []],
    ['not ten days', event(morning + 9 * dayMs), daily(8), []],
    [
      'not three weeks, for one that is used every five days',
      event(morning + 20 * dayMs),
      Array.from({ length: 8 }, (_, index) => event(morning - index * 5 * dayMs)),
      [],
    ],
    [
      'everything at once',
      event(morning + 60 * dayMs + 8 * hourMs, { ip: '2001:db8::1', action: 'booking.updated' }),
      daily(30),
      ['new-network', 'new-hour', 'first-write', 'after-silence'],
    ],
  ])('%s', (_, now, before, expected) => {
    expect(marksOf(now, before)).toEqual(expected);
  });

  it('is said with its reason', () => {
    const now = event(morning + 60 * dayMs + 8 * hourMs, { ip: '2001:db8::1', action: 'booking.updated' });
    expect(unusualOf(now, daily(30), calendar)).toEqual([
      { mark: 'new-network', known: 1 },
      { mark: 'new-hour', hour: 18 },
      { mark: 'first-write', reads: 30 },
      { mark: 'after-silence', days: 61 },
    ]);
  });

  it('goes by the last 200 uses only', () => {
    const long = [...daily(200), event(morning - 300 * dayMs, { ip: '198.51.100.1' })];
    expect(marksOf(event(morning, { ip: '198.51.100.2' }), long)).toEqual(['new-network']);
  });

  const uses = fc.array(
    fc.record({
      at: fc.integer({ min: morning - 90 * dayMs, max: morning }).map((at) => new Date(at).toISOString()),
      action: fc.constantFrom('dashboard.read', 'bookings.list', 'booking.updated', 'odd'),
      ip: fc.option(fc.oneof(fc.ipV4(), fc.ipV6()), { nil: null }),
      outcome: fc.constantFrom('ok', 'refused'),
    }),
    { maxLength: 250 },
  );
  const newestFirst = (all: UsedAt[]): UsedAt[] =>
    all.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));

  it('is never what was just done: the same again soon after has no mark', () => {
    fc.assert(
      fc.property(
        uses.filter((all) => all.length > 0),
        (all) => {
          const before = newestFirst(all);
          const [last] = before;
          if (last) expect(marksOf({ ...last }, before)).toEqual([]);
        },
      ),
    );
  });

  it('has each mark once at most, and none without enough history', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 0, max: 4 }), (all, few) => {
        const now = event(morning + dayMs, { ip: '192.0.2.1', action: 'booking.updated' });
        const marks = marksOf(now, newestFirst(all));
        expect(new Set(marks).size).toBe(marks.length);
        const short = marksOf(now, newestFirst(all).slice(0, few));
        expect(short.filter((mark) => mark !== 'after-silence')).toEqual([]);
      }),
    );
  });

  it('is no hour that is next to a used one, around midnight too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: -1, max: 1 }), (hour, apart) => {
        const used = Array.from({ length: 20 }, () => hour);
        expect(isNewHour((hour + apart + 24) % 24, used)).toBe(false);
        expect(isNewHour((hour + 2) % 24, used)).toBe(true);
      }),
    );
  });
});

describe('the range of an address', () => {
  it.each([
    ['203.0.113.24', '203.0.113'],
    ['::ffff:203.0.113.24', '203.0.113'],
    ['2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3'],
    ['2001:0DB8:85a3:1::1', '2001:db8:85a3'],
    ['2001:db8::1', '2001:db8:0'],
    ['fe80::1%eth0', 'fe80:0:0'],
    ['::1', '0:0:0'],
    ['1:2:3:4:5:6:7:8', '1:2:3'],
    ['1:2:3', undefined],
    ['not an address', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s → %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  it('is the same for addresses that differ only behind it', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 255 }), (ip, last) => {
        expect(networkOf(ip.replace(/\d+$/, String(last)))).toBe(networkOf(ip));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        expect(networkOf(ip)).toEqual(expect.any(String));
      }),
    );
  });
});
