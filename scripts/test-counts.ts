import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const vitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z
    .array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }))
    .default([]),
});
interface Suite {
  readonly specs?: readonly { readonly title: string; readonly ok: boolean }[] | undefined;
  readonly suites?: readonly Suite[] | undefined;
}
const suite: z.ZodType<Suite> = z.object({
  specs: z.array(z.object({ title: z.string(), ok: z.boolean() })).optional(),
  get suites() {
    return z.array(suite).optional();
  },
});
const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
  suites: z.array(suite).default([]),
});

const failedJourneys = ({ specs = [], suites = [] }: Suite): string[] => [
  ...specs.filter(({ ok }) => !ok).map(({ title }) => title),
  ...suites.flatMap(failedJourneys),
];

/** Adds up what the runners wrote; a test that passed only when repeated counts as failed. */
export function countTests(folder: string): { passed: number; failed: number; names: string[] } {
  const total = { passed: 0, failed: 0, names: [] as string[] };
  for (const name of readdirSync(folder)) {
    const report: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const unit = vitestReport.safeParse(report);
    const journeys = playwrightReport.safeParse(report);
    if (unit.success) {
      total.passed += unit.data.numPassedTests;
      total.failed += unit.data.numFailedTests;
      const tests = unit.data.testResults.flatMap(({ assertionResults }) => assertionResults);
      total.names.push(...tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName));
    } else if (journeys.success) {
      total.passed += journeys.data.stats.expected;
      total.failed += journeys.data.stats.unexpected + journeys.data.stats.flaky;
      total.names.push(...journeys.data.suites.flatMap(failedJourneys));
    } else {
      throw new Error(`${name} is no report of a test runner`);
    }
  }
  return total;
}
