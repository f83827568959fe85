/** How smoothly the audit log scrolls, and what the window weighs after that. */
import type { RunningApp } from '../../e2e/harness/app.ts';
import type { CompanionPage } from '../../testing/page/companion-page.ts';
import { quantile, row, sorted, tableHead } from './figures.ts';
import { megabytes } from './memory.ts';

const scrollSeconds = 20;
/** Pixels per frame: three thousand a second, faster than anybody reads. */
const stride = 50;
const waitMs = 600_000;

/** Scrolls down frame by frame; answers the time of each frame in milliseconds. */
const scroll = async (parts: { seconds: number; stride: number }): Promise<number[]> => {
  const main = document.querySelector('.main');
  const times: number[] = [];
  const end = performance.now() + parts.seconds * 1_000;
  let last = performance.now();
  while (performance.now() < end) {
    main?.scrollBy(0, parts.stride);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
};

const windowMegabytes = async ({ app }: RunningApp): Promise<number> => {
  const pids = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ type }) => type === 'Tab')
      .map(({ pid }) => pid),
  );
  return Math.max(...pids.map((pid) => megabytes(pid, 'Private')));
};

export async function auditLog(running: RunningApp, { page, tab }: CompanionPage): Promise<void> {
  await tab('Audit');
  await page.locator('.event-line').first().waitFor({ timeout: waitMs });
  // A year is counted in a second or two; what is measured is the log as it is read, plot and all.
  await page.locator('.plot').waitFor({ timeout: waitMs });
  const before = await windowMegabytes(running);
  const times = sorted(await page.evaluate(scroll, { seconds: scrollSeconds, stride }));
  const after = await windowMegabytes(running);
  const perSecond = (times.length / times.reduce((sum, time) => sum + time, 0)) * 1_000;
  const frame = (share: number): string => quantile(times, share).toFixed(1);
  tableHead(`the audit log, ${scrollSeconds} s of scrolling`, ['reached', 'goal']);
  row(['frames a second', perSecond.toFixed(1), 'at least 59']);
  row(['a frame, p50 / p95 / longest, ms', `${frame(0.5)} / ${frame(0.95)} / ${frame(1)}`, 'p95 below 25']);
  row([
    'the window’s own memory before / after, MB',
    `${before.toFixed(0)} / ${after.toFixed(0)}`,
    'below 250',
  ]);
}
