/** How long it takes to decide about the reminders of many keys. Prints medians; asserts nothing. */
import { performance } from 'node:perf_hooks';
import { calendarIn } from '../shared/reminders/calendar.ts';
import type { RemindedKey } from '../shared/reminders/due-key.ts';
import { nothingTold } from '../shared/reminders/memory.ts';
import { planReminders } from '../shared/reminders/plan.ts';
import { usualSettings } from '../shared/reminders/policy.ts';

const count = 10_000;
const rounds = 60;
const dayMs = 86_400_000;
const now = Date.parse('2026-04-01T10:00:00Z');

/** Made on any of 100 days in equal numbers, so that some are due and most are not. */
const keys = Array.from(
  { length: count },
  (_, index): RemindedKey => ({
    id: `key_${index}`,
    name: `Claude Desktop on laptop ${index}`,
    organizationId: 'org_1',
    createdAt: new Date(now - (index % 100) * dayMs - index * 1_000).toISOString(),
  }),
);

/** Milliseconds of one plan. */
function timed(calendar: ReturnType<typeof calendarIn>, round: number): number {
  const began = performance.now();
  planReminders({
    keys,
    settings: usualSettings(),
    memory: nothingTold(),
    now: new Date(now + round * 60_000),
    calendar,
  });
  return performance.now() - began;
}

const line = (what: string, ms: number): void =>
  console.log(`${what.padEnd(46)}${ms.toFixed(1).padStart(8)} ms`);

const calendar = calendarIn('America/New_York');
const first = timed(calendar, 0);
const times = Array.from({ length: rounds }, (_, round) => timed(calendar, round)).sort((a, b) => a - b);
console.log(`${count.toLocaleString('en-US')} keys, median of ${rounds}, Node ${process.version}`);
line('the first plan, with a cold calendar', first);
line('each later plan', times[Math.floor(rounds / 2)] ?? Number.NaN);
line('the slowest of them', times.at(-1) ?? Number.NaN);
