/**
 * How long the first page of any filter takes in an audit log of a million events: from the call of the companion's
 * client until its checked answer, demo server included. Ends with 1 when a row misses.
 */
import { performance } from 'node:perf_hooks';
import type { AuditQuery } from '../core/convene/convene.ts';
import { createConvene } from '../core/convene/create-convene.ts';
import { quince } from '../demo/seed/people.ts';
import { failure } from '../shared/failure.ts';
import { failed, ok } from '../shared/result.ts';
import { keyId } from './audit-events.ts';
import { startBenchServer } from './audit-server.ts';

const amounts = { events: 1_000_000, keys: 10_000 };
const rounds = 20;
const targetMs = 150;
const pageSize = 100;
const dayMs = 86_400_000;

const began = performance.now();
const server = await startBenchServer(amounts);
const convene = createConvene({
  server: server.address,
  tokens: {
    current: async () => ok({ server: server.address, token: server.accessToken }),
    renew: async () => failed(failure('signed-out')),
  },
});
const ago = (days: number): string => new Date(server.until - days * dayMs).toISOString();

/** Where a list goes on that was scrolled back this many days. */
async function cursorAt(query: AuditQuery, days: number): Promise<string | null> {
  const page = await convene.auditPage(quince.id, { ...query, until: ago(days) }, null, 1);
  if (!page.ok) throw new Error(page.error.code);
  return page.value.nextCursor;
}

interface Asked {
  readonly what: string;
  readonly query: AuditQuery;
  readonly cursor?: string | null;
}
const busyKey = keyId(2);
const filters = async (): Promise<readonly Asked[]> => [
  { what: 'everything', query: {} },
  { what: 'everything, far back', query: {}, cursor: await cursorAt({}, 360) },
  { what: 'a busy key', query: { keyId: busyKey } },
  {
    what: 'a busy key, far back',
    query: { keyId: busyKey },
    cursor: await cursorAt({ keyId: busyKey }, 350),
  },
  { what: 'a key last busy ten months ago', query: { keyId: keyId(0) } },
  { what: 'a key that is used seldom', query: { keyId: keyId(7_777) } },
  { what: 'a key that isn’t there', query: { keyId: 'key_nowhere' } },
  { what: 'a person', query: { actorId: 'person_ana' } },
  { what: 'an action, usual', query: { action: 'bookings.list' } },
  { what: 'an action, seldom', query: { action: 'vendor_application.credited' } },
  { what: 'an action, long ago only', query: { action: 'api_key.created' } },
  { what: 'an outcome, usual', query: { outcome: 'ok' } },
  {
    what: 'an outcome, usual, far back',
    query: { outcome: 'ok' },
    cursor: await cursorAt({ outcome: 'ok' }, 360),
  },
  { what: 'an outcome, seldom', query: { outcome: 'forbidden' } },
  { what: 'an address', query: { address: '203.0.5.5' } },
  { what: 'a day in the midst', query: { since: ago(200), until: ago(199) } },
  { what: 'action and outcome', query: { action: 'booking.updated', outcome: 'forbidden' } },
  { what: 'two that never meet', query: { keyId: busyKey, actorId: keyId(3) } },
  {
    what: 'key, action, outcome and half a year',
    query: { keyId: busyKey, action: 'vendor_application.credited', outcome: 'invalid', since: ago(180) },
  },
  {
    what: 'action and outcome of ten months ago',
    query: { action: 'dashboard.read', outcome: 'ok', until: ago(320) },
  },
  { what: 'text: one letter', query: { text: 'c' } },
  { what: 'text: one letter, far back', query: { text: 'c', until: ago(355) } },
  { what: 'text: laptop', query: { text: 'laptop' } },
  { what: 'text: lapt', query: { text: 'lapt' } },
  { what: 'text: lapt, far back', query: { text: 'lapt', until: ago(355) } },
  { what: 'text: market office laptop', query: { text: 'market office laptop' } },
  { what: 'text: claude on stall 4', query: { text: 'claude on stall 4' } },
  { what: 'text: vendor_app', query: { text: 'vendor_app' } },
  { what: 'text: 203.0', query: { text: '203.0' } },
  { what: 'text: 203.0.11', query: { text: '203.0.11' } },
  { what: 'text: key_bench0', query: { text: 'key_bench0' } },
  { what: 'text: c m l o, far back', query: { text: 'c m l o', until: ago(355) } },
  {
    what: 'text: c m l o 1 with an address that doesn’t fit',
    query: { text: 'c m l o 1', address: '203.0.9.9', outcome: 'forbidden' },
  },
  { what: 'text that occurs nowhere', query: { text: 'pumpkin' } },
  { what: 'text and an outcome', query: { text: 'claude tablet', outcome: 'refused' } },
  {
    what: 'text, action, outcome and address, no match',
    query: { text: 'zapier barn', action: 'vendors.list', outcome: 'not_found', address: '203.0.5.5' },
  },
];

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/** Milliseconds, sorted. */
async function timed(rounds: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const ms = (time: number): string => time.toFixed(1);

/** Answers how many rows miss. */
async function firstPages(): Promise<number> {
  let misses = 0;
  console.log(
    `${amounts.events.toLocaleString('en-US')} events, ${amounts.keys.toLocaleString('en-US')} keys, ${rounds} times each, Node ${process.version}; made in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
  );
  console.log(row(['first page of', 'found', 'p50, ms', 'p95, ms', `at most ${targetMs}`]));
  console.log(row(['---', '---:', '---:', '---:', '---']));
  for (const { what, query, cursor = null } of await filters()) {
    let found = '';
    const times = await timed(rounds, async () => {
      const page = await convene.auditPage(quince.id, query, cursor, pageSize);
      if (!page.ok) throw new Error(`${what}: ${page.error.code} ${page.error.detail ?? ''}`);
      found = `${page.value.events.length}${page.value.nextCursor === null ? '' : '+'}`;
    });
    const p95 = quantile(times, 0.95);
    if (p95 >= targetMs) misses += 1;
    console.log(row([what, found, ms(quantile(times, 0.5)), ms(p95), p95 < targetMs ? 'pass' : 'MISS']));
  }
  return misses;
}

async function activity(): Promise<void> {
  console.log(row(['activity by day, no target', 'days', 'p50, ms']));
  console.log(row(['---', '---:', '---:']));
  const counted: readonly Asked[] = [
    { what: 'everything, a year', query: {} },
    { what: 'everything, 30 days', query: { since: ago(30) } },
    { what: 'a busy key, a year', query: { keyId: busyKey } },
    { what: 'text: laptop, a year', query: { text: 'laptop' } },
  ];
  for (const { what, query } of counted) {
    let days = 0;
    const times = await timed(3, async () => {
      const activity = await convene.auditActivity(quince.id, query, 'Europe/Paris');
      if (!activity.ok) throw new Error(`${what}: ${activity.error.code} ${activity.error.detail ?? ''}`);
      days = activity.value.days.length;
    });
    console.log(row([what, String(days), ms(quantile(times, 0.5))]));
  }
}

/** What somebody waits for a page who asks while a year is counted. */
async function pagesMeanwhile(): Promise<void> {
  const meanwhile = { counting: true };
  const counted = convene.auditActivity(quince.id, {}, 'Europe/Paris').then((activity) => {
    meanwhile.counting = false;
    return activity;
  });
  const times: number[] = [];
  while (meanwhile.counting) {
    times.push(...(await timed(1, () => convene.auditPage(quince.id, { keyId: busyKey }, null, pageSize))));
  }
  await counted;
  times.sort((one, other) => one - other);
  console.log(row(['a page while a year is counted', 'pages', 'p50, ms', 'p95, ms']));
  console.log(row(['---', '---:', '---:', '---:']));
  console.log(row(['a busy key', String(times.length), ms(quantile(times, 0.5)), ms(quantile(times, 0.95))]));
}

try {
  const misses = await firstPages();
  console.log('');
  await activity();
  console.log('');
  await pagesMeanwhile();
  process.exitCode = misses > 0 ? 1 : 0;
} finally {
  await server.stop();
}
