import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEventView } from '../../../shared/audit/view.ts';
import { exampleEvents } from '../../../testing/gallery/example-audit.ts';
import { exampleNow } from '../../../testing/gallery/example-views.ts';
import { auditAddress, auditFilterIn } from '../../common/audit-address.ts';
import { apart, everyDay, isChosen, plotFilter } from '../../common/plot-window.ts';
import { type AuditRow, rowsAfter } from './audit-rows.ts';
import { auditTitle } from './audit-words.ts';
import { dayChoiceOf, dayChoices, daysOf } from './day-choice.ts';
import { plotTop } from './plot-scale.ts';

const queryOf = (address: string): URLSearchParams => new URLSearchParams(address.split('?')[1] ?? '');

describe('the address of a filter', () => {
  const text = fc.option(fc.string({ minLength: 1, maxLength: 60 }), { nil: undefined });
  const day = fc.option(fc.constantFrom('2026-02-28', '2026-06-09'), { nil: undefined });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.record({ keyId: text, action: text, address: text, from: day, text }), (given) => {
        const filter = Object.fromEntries(Object.entries(given).filter(([, part]) => part !== undefined));
        expect(auditFilterIn(queryOf(auditAddress(filter)))).toEqual(filter);
      }),
    );
  });

  it('of the whole log is short', () => {
    expect(auditAddress({})).toBe('#audit');
  });

  it('that somebody damaged keeps what can be understood', () => {
    expect(auditFilterIn(queryOf('#audit?from=yesterday&key=key-1&strange=1'))).toEqual({ keyId: 'key-1' });
  });
});

const event = (id: string, at: string): AuditEventView => ({
  id,
  at: new Date(at).toISOString(),
  actor: { kind: 'api_key', id: 'key-1', name: 'Claude' },
  action: 'dashboard.read',
  resource: { kind: 'organization', id: 'org' },
  ip: null,
  outcome: 'ok',
});
const auditRows = (events: AuditEventView[], lookedAt: string | null): readonly AuditRow[] =>
  rowsAfter([], events, lookedAt);
const shape = (rows: readonly AuditRow[]): string => rows.map(({ is }) => is).join(' ');

describe('the rows of the log', () => {
  const events = [
    event('3', '2026-06-09T09:00:00'),
    event('2', '2026-06-09T08:00:00'),
    event('1', '2026-06-08T23:59:00'),
  ];

  it('stand under their days', () => {
    expect(shape(auditRows(events, null))).toBe('day event event day event');
  });

  it('say where the new ones end', () => {
    const looked = new Date('2026-06-09T08:30:00').toISOString();
    expect(shape(auditRows(events, looked))).toBe('day event seen event day event');
  });

  it('are the same, however the events come in pages', () => {
    const all = exampleEvents(60);
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (cut, seen) => {
        const lookedAt = all[seen]?.at ?? null;
        const paged = rowsAfter(auditRows(all.slice(0, cut), lookedAt), all.slice(cut), lookedAt);
        expect(paged).toEqual(auditRows(all, lookedAt));
      }),
    );
  });

  it.each([
    ['all are new', '2026-06-01T00:00:00'],
    ['none is new', '2026-06-09T12:00:00'],
  ])('say nothing of that when %s', (_when, looked) => {
    expect(shape(auditRows(events, new Date(looked).toISOString()))).not.toContain('seen');
  });
});

describe('the plot', () => {
  it.each([
    [0, 4],
    [4, 4],
    [5, 10],
    [11, 20],
    [90, 100],
    [100, 100],
    [101, 200],
    [4_999, 5_000],
  ])('of %i has its top at %i', (highest, top) => {
    expect(plotTop(highest)).toBe(top);
  });

  it('has a top that holds every bar and can be halved', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (highest) => {
        expect(plotTop(highest)).toBeGreaterThanOrEqual(highest);
        expect(plotTop(highest) % 2).toBe(0);
      }),
    );
  });

  it('has a place for each day, also over a change of the clocks, and at most so many', () => {
    expect(everyDay('2026-03-28', '2026-03-30', 92)).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
    expect(everyDay('2025-01-01', '2026-03-30', 30)).toHaveLength(30);
  });
});

describe('the days of the plot', () => {
  const today = '2026-06-09';

  it.each([
    ['nothing is chosen', {}, {}],
    ['there is no end', { from: '2026-06-01' }, { from: '2026-06-01' }],
    [
      'a month is chosen',
      { from: '2026-05-01', until: '2026-05-31' },
      { from: '2026-05-01', until: '2026-05-31' },
    ],
    [
      'they are the wrong way round',
      { from: '2026-06-02', until: '2026-06-01' },
      { from: '2026-06-02', until: '2026-06-01' },
    ],
    [
      'one day is chosen',
      { from: '2026-03-10', until: '2026-03-10' },
      { from: '2026-02-23', until: '2026-03-24' },
    ],
    ['today is chosen', { from: today, until: today }, { from: '2026-05-11', until: today }],
    [
      'that day is yet to come',
      { from: '2026-07-01', until: '2026-07-01' },
      { from: '2026-06-02', until: '2026-07-01' },
    ],
  ])('when %s', (_when, filter, counted) => {
    expect(plotFilter({ keyId: 'key-1', ...filter }, today)).toEqual({ keyId: 'key-1', ...counted });
  });

  it('hold those that were chosen, and are at least thirty', () => {
    const day = fc
      .integer({ min: 0, max: 900 })
      .map((days) => new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [from, until] = one < other ? [one, other] : [other, one];
        const { from: first = '', until: last = '' } = plotFilter({ from, until }, today);
        expect(everyDay(first, last, 1_000).length).toBeGreaterThanOrEqual(30);
        expect(everyDay(first, last, 1_000)).toEqual(expect.arrayContaining([from, until]));
      }),
    );
  });

  it.each([
    [{}, false],
    [{ from: '2026-06-01' }, true],
    [{ from: today, until: today }, true],
    [{ until: '2026-06-08' }, false],
  ])('with %j today counts as chosen: %s', (filter, chosen) => {
    expect(isChosen(today, filter)).toBe(chosen);
  });

  it('have no signs that lie on one another; the first have their place first', () => {
    expect([...apart(['2026-06-05', '2026-06-06', '2026-06-09'], 3)]).toEqual(['2026-06-05', '2026-06-09']);
    expect([...apart(['2026-06-06', '2026-06-05'], 3)]).toEqual(['2026-06-06']);
  });
});

describe('the usual choices of days', () => {
  const today = '2026-03-01';

  it.each(dayChoices.filter((choice) => choice !== 'other'))(
    '%s is known again from the address',
    (choice) => {
      expect(dayChoiceOf(daysOf(choice, today, {}), today)).toBe(choice);
    },
  );

  it('count today in', () => {
    expect(daysOf('week', today, {})).toEqual({ from: '2026-02-23', until: today });
  });

  it('leave days alone that somebody chose', () => {
    const days = { from: '2026-01-01', until: undefined };
    expect(dayChoiceOf(days, today)).toBe('other');
    expect(daysOf('other', today, days)).toEqual(days);
  });
});

describe('the title of the log', () => {
  const title = (events: AuditEventView[], filter = {}, more = false): string =>
    auditTitle({ filter, events, more, now: exampleNow });

  it.each([
    [0, {}, 'Nothing has happened yet.'],
    [0, { action: 'x' }, 'Nothing fits this.'],
    [2, {}, 'Two things happened today.'],
    [3, {}, 'Three things happened today. One was a revocation.'],
    [1, { action: 'x' }, 'One thing fits this, the last today.'],
  ])('of %i events with %j', (count, filter, words) => {
    expect(title(exampleEvents(count), filter)).toBe(words);
  });

  it('doesn’t claim to have counted what it hasn’t loaded', () => {
    expect(title(exampleEvents(5), { action: 'x' }, true)).toBe(
      'More than 5 things fit this, the last today.',
    );
    expect(title(exampleEvents(5), {}, true)).toMatch(/^More than 5 things happened today\./);
  });

  it('counts by the days that Convene counted, once they are there', () => {
    const day = (date: string, count: number) => ({ date, count, refused: 0, keys: [] });
    const key = { keyId: 'key-1', keyName: 'Claude' };
    const counts = {
      days: [day('2026-06-08', 300), day('2026-06-09', 212)],
      busiest: [],
      marks: [
        { at: '2026-06-09T07:00:00Z', date: '2026-06-09', what: 'rotated' as const, ...key },
        { at: '2026-06-09T06:00:00Z', date: '2026-06-09', what: 'created' as const, ...key },
        { at: '2026-06-08T06:00:00Z', date: '2026-06-08', what: 'revoked' as const, ...key },
      ],
    };
    const facts = { events: exampleEvents(5), more: true, counts, now: exampleNow };
    expect(auditTitle({ ...facts, filter: {} })).toBe('212 things happened today. One was a revocation.');
    expect(auditTitle({ ...facts, filter: { action: 'x' } })).toBe('512 things fit this, the last today.');
    const long = { ...counts, days: [day('2025-01-01', 1), ...counts.days] };
    expect(auditTitle({ ...facts, counts: long, filter: { action: 'x' } })).toBe(
      'More than 5 things fit this, the last today.',
    );
  });
});
