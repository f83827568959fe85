import type { AuditActivity, AuditEventView, AuditMarks, AuditPageView } from '../../shared/audit/view.ts';
import { exampleNow } from './example-views.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const claude = { kind: 'api_key' as const, id: 'key-7c2e', name: 'Claude Desktop on Market office laptop' };
const chatgpt = { kind: 'api_key' as const, id: 'key-b40d', name: 'ChatGPT on Market office laptop' };
const ana = { kind: 'person' as const, id: 'ana.ruiz', name: 'Ana Ruiz' };

const impact: readonly [AuditEventView['actor'], string, string, string, string?][] = [
  [claude, 'dashboard.read', 'organization', 'org'],
  [claude, 'booking.updated', 'booking', '123'],
  [ana, 'api_key.revoked', 'api_key', 'key-19fa'],
  [claude, 'booking.read', 'booking', '123'],
  [claude, 'bookings.list', 'organization', 'org'],
  [ana, 'session.started', 'session', 'ses_1'],
  [chatgpt, 'vendor_application.reminded', 'vendor_application', '120'],
  [chatgpt, 'vendor_application.updated', 'vendor_application', '120', 'forbidden'],
];

/** `count` events, one every 47 minutes before this morning, after the first `begin` of them. */
export const exampleEvents = (count: number, begin = 0): AuditEventView[] =>
  Array.from({ length: count }, (_, at) => {
    const index = begin + at;
    const [actor, action, kind, id, outcome = 'ok'] = impact[index % impact.length] ?? [ana, 'x', 'y', 'z'];
    return {
      id: `evt-${index}`,
      at: new Date(exampleNow.getTime() - 12 * minute - index * 47 * minute).toISOString(),
      actor,
      action,
      resource: { kind, id },
      ip: actor.kind === 'api_key' ? '203.0.113.24' : null,
      outcome,
    };
  });

export const exampleAuditPage = (count = 120): AuditPageView => ({
  events: exampleEvents(count),
  nextCursor: null,
  asOf: exampleNow.toISOString(),
  lookedAt: new Date(exampleNow.getTime() - 4 * 60 * minute).toISOString(),
});

/** A page of a hundred out of so many pages. */
export const exampleAuditPages = (page: number, pages: number): AuditPageView => ({
  ...exampleAuditPage(0),
  events: exampleEvents(100, page * 100),
  nextCursor: page + 1 < pages ? String(page + 1) : null,
});

export const exampleMarks: AuditMarks = {
  marks: [
    { eventId: 'evt-1', unusual: [{ mark: 'first-write', reads: 40 }] },
    { eventId: 'evt-6', unusual: [{ mark: 'new-network', known: 2 }] },
  ],
};

const dateOf = (daysAgo: number): string =>
  new Date(exampleNow.getTime() - daysAgo * day).toISOString().slice(0, 10);

const countedDays = (length: number): AuditActivity['days'] =>
  Array.from({ length }, (_, index) => {
    const daysAgo = length - 1 - index;
    const isMarketDay = new Date(dateOf(daysAgo)).getUTCDay() === 6;
    const count = isMarketDay ? 84 + (index % 9) : 9 + ((index * 7) % 30);
    return {
      date: dateOf(daysAgo),
      count,
      refused: index % 11 === 3 ? 6 : 0,
      keys: [
        { id: claude.id, count: Math.ceil(count * 0.6) },
        { id: chatgpt.id, count: Math.ceil(count * 0.2) },
      ],
    };
  });

export const exampleActivity: AuditActivity = {
  days: countedDays(30),
  busiest: [
    { id: claude.id, name: claude.name, count: 700 },
    { id: chatgpt.id, name: chatgpt.name, count: 210 },
  ],
  marks: [
    {
      at: `${dateOf(20)}T09:00:00Z`,
      date: dateOf(20),
      what: 'rotated',
      keyId: claude.id,
      keyName: claude.name,
    },
    {
      at: `${dateOf(0)}T08:57:00Z`,
      date: dateOf(0),
      what: 'revoked',
      keyId: 'key-19fa',
      keyName: 'Cursor on Market office laptop',
    },
  ],
};

/** As far back as Convene counts, with keys coming and going all the time. */
export const exampleYear: AuditActivity = {
  ...exampleActivity,
  days: countedDays(400),
  marks: Array.from({ length: 200 }, (_, index) => ({
    at: `${dateOf(399 - index * 2)}T09:00:00Z`,
    date: dateOf(399 - index * 2),
    what: (['created', 'rotated', 'revoked'] as const)[index % 3] ?? 'created',
    keyId: claude.id,
    keyName: claude.name,
  })),
};
