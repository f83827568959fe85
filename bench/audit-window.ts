/**
 * The window on a log of a million events: how smoothly it scrolls, and how much memory it takes. Prints a table with pass or miss; asserts nothing.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoServer } from '../demo/server.ts';
import { launchApp } from '../e2e/harness/app.ts';
import { buildHarness } from '../e2e/harness/build.ts';
import { signIn } from '../e2e/harness/steps.ts';
import { createWorld } from '../e2e/harness/world.ts';
import { companionPage } from '../e2e/pages/companion-page.ts';
import { buildApp } from '../scripts/build-app.ts';
import { makeUpEvents } from './audit-events.ts';

const amounts = { events: 1_000_000, keys: 10_000 };
const scrollSeconds = 20;
/** Pixels per frame: three thousand a second, faster than anybody reads. */
const stride = 50;
const frameMs = 1_000 / 60;
const mostMegabytes = 250;

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

/** The largest of the window's renderers, as Linux counts what is its own: without what it shares with other processes. */
function rendererMegabytes(): number {
  const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const renderers = list
    .filter((line) => line.includes('--type=renderer'))
    .map((line) => Number.parseInt(line, 10));
  return Math.max(0, ...renderers.map(ownMegabytes));
}

function ownMegabytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const of = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
    return (of('Private_Clean') + of('Private_Dirty')) / 1_000;
  } catch {
    return 0;
  }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

function row(what: string, value: string, limit: string, passes: boolean): boolean {
  console.log(`| ${what} | ${value} | ${limit} | ${passes ? 'pass' : 'MISS'} |`);
  return passes;
}

async function main(): Promise<boolean> {
  if (!(await buildApp())) throw new Error('the app couldn’t be built');
  await buildHarness();
  const dataFolder = await mkdtemp(join(tmpdir(), 'convene-bench-window-'));
  const seeding = await startDemoServer({ dataFolder });
  await seeding.stop();
  makeUpEvents(dataFolder, { ...amounts, until: Date.now() });
  const convene = await startDemoServer({ dataFolder, deviceIntervalSeconds: 0.2 });
  const world = await createWorld({ convene });
  const running = await launchApp({ env: world.env, folder: world.folder });
  try {
    const companion = companionPage(running);
    await signIn(world, companion);
    await companion.tab('Audit');
    await running.page.locator('.event-line').first().waitFor({ timeout: 60_000 });
    // A year is counted in a second or two; what is measured is the log as it is read, plot and all.
    await running.page.locator('.plot').waitFor({ timeout: 60_000 });
    const before = rendererMegabytes();
    const times = await running.page.evaluate(scroll, { seconds: scrollSeconds, stride });
    const after = rendererMegabytes();
    const events = await running.page.locator('.event-line').last().textContent();
    const sorted = [...times].sort((one, other) => one - other);
    const perSecond = (times.length / times.reduce((sum, time) => sum + time, 0)) * 1_000;
    console.log(
      `\n${amounts.events.toLocaleString('en-US')} events, ${amounts.keys.toLocaleString('en-US')} keys, on ${running.host}, Node ${process.version}`,
    );
    console.log(
      `${scrollSeconds} s of scrolling, ${(times.length * stride).toLocaleString('en-US')} pixels, down to “${events}”; frame p50 ${quantile(sorted, 0.5).toFixed(1)}, p95 ${quantile(sorted, 0.95).toFixed(1)}, longest ${quantile(sorted, 1).toFixed(1)} ms; memory ${before.toFixed(0)} MB before\n`,
    );
    console.log('| measure | reached | limit | |\n|---|---:|---:|---|');
    const smooth = row(
      'frames a second while scrolling',
      perSecond.toFixed(1),
      'at least 59',
      perSecond >= 59 && quantile(sorted, 0.95) < 1.5 * frameMs,
    );
    const small = row(
      'memory of the window after that, MB',
      after.toFixed(0),
      `under ${mostMegabytes}`,
      after < mostMegabytes,
    );
    return smooth && small;
  } finally {
    await running.quit();
    await world.end();
    await convene.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

process.exitCode = (await main()) ? 0 : 1;
