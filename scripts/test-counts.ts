import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const vitestReport = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });
const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
});

/** Adds up what the runners wrote; a test that passed only when repeated counts as failed. */
export function countTests(folder: string): { passed: number; failed: number } {
  const total = { passed: 0, failed: 0 };
  for (const name of readdirSync(folder)) {
    const report: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const unit = vitestReport.safeParse(report);
    const journeys = playwrightReport.safeParse(report);
    if (unit.success) {
      total.passed += unit.data.numPassedTests;
      total.failed += unit.data.numFailedTests;
    } else if (journeys.success) {
      total.passed += journeys.data.stats.expected;
      total.failed += journeys.data.stats.unexpected + journeys.data.stats.flaky;
    } else {
      throw new Error(`${name} is no report of a test runner`);
    }
  }
  return total;
}
