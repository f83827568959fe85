/** From the start of the process to the first screen that somebody can use, beside an empty window. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launchApp } from '../../e2e/harness/app.ts';
import { signIn } from '../../e2e/harness/steps.ts';
import { createWorld, type World } from '../../e2e/harness/world.ts';
import { companionPage } from '../../testing/page/companion-page.ts';
import { line, row, spread, spreadColumns, tableHead } from './figures.ts';
import { type Start, type Started, start } from './start.ts';

const root = resolve(import.meta.dirname, '../..');
const rounds = 15;
const coldRounds = 3;
/** Milliseconds until what the start has used is given back. */
const settleMs = 5_000;
const goal = 'at most 700';

const mainType = 'Browser';
const windowType = 'Tab';

export const keyRow = '.key-row';

export async function coldStart(): Promise<void> {
  const world = await createWorld();
  try {
    const cases = await casesOf(world);
    await warm(cases);
    await cold(cases);
    await memoryAfterStart(cases);
  } finally {
    await world.end();
  }
}

type Cases = readonly (readonly [what: string, start: Start, goal: string])[];

async function casesOf(world: World): Promise<Cases> {
  await rememberKeys(world);
  const { env } = world;
  const nobody = join(world.home, 'nobody');
  const signedOut = { ...env, XDG_CONFIG_HOME: nobody };
  return [
    [
      'an empty window, for comparison',
      {
        app: resolve(import.meta.dirname, 'empty-window'),
        selector: 'button',
        env,
        userData: join(world.home, 'empty'),
      },
      '',
    ],
    [
      'signed out: buttons can be pressed',
      {
        app: root,
        selector: '.choices button:not(:disabled)',
        env: signedOut,
        userData: join(nobody, 'electron'),
      },
      goal,
    ],
    [
      'signed in: rows of remembered keys',
      { app: root, selector: keyRow, env, userData: world.folder },
      goal,
    ],
  ];
}

/** Signs somebody in and ends the app: its next start knows the list. */
export async function rememberKeys(world: World): Promise<void> {
  const running = await launchApp({ env: world.env, folder: world.folder });
  await signIn(world, companionPage(running));
  await running.page.locator(keyRow).first().waitFor({ timeout: 60_000 });
  await running.quit();
}

/** In turns, so that a busy moment hits all. */
async function warm(cases: Cases): Promise<void> {
  const starts = new Map<string, Started[]>(cases.map(([what]) => [what, []]));
  for (const [, one] of cases) await start(one);
  for (let round = 0; round < rounds; round += 1)
    for (const [what, one] of cases) starts.get(what)?.push(await start(one));
  tableHead('cold start, what it reads in memory, ms', spreadColumns);
  for (const [what, , limit] of cases)
    spread(
      what,
      (starts.get(what) ?? []).map(({ times }) => times.useful),
      limit,
    );
  tableHead('of it, least of each, ms', ['main’s first line', 'ready', 'window', 'page', 'useful']);
  for (const [what] of cases) {
    const times = (starts.get(what) ?? []).map((one) => one.times);
    const parts = ['main', 'ready', 'window', 'page', 'useful'] as const;
    row([what, ...parts.map((part) => String(Math.min(...times.map((one) => one[part]))))]);
  }
}

async function cold(cases: Cases): Promise<void> {
  if (!dropCaches()) {
    line('\nWhat the disk remembers can’t be dropped here (it takes root): no start from the disk itself.');
    return;
  }
  tableHead('the same with nothing in memory, ms', spreadColumns);
  for (const [what, one] of cases) {
    const times: number[] = [];
    for (let round = 0; round < coldRounds; round += 1) {
      dropCaches();
      times.push((await start(one)).times.useful);
    }
    spread(what, times);
  }
}

function dropCaches(): boolean {
  spawnSync('sync');
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

async function memoryAfterStart(cases: Cases): Promise<void> {
  memoryHead();
  for (const [what, one] of cases) await memoryRow(what, one);
}

export const memoryHead = (): void =>
  tableHead(`memory ${settleMs / 1_000} s after the start, MB, proportional`, [
    'main',
    'window',
    'all processes',
  ]);

export async function memoryRow(what: string, one: Start): Promise<void> {
  const { memory } = await start({ ...one, settleMs });
  const sum = (type?: string): string =>
    memory
      .filter((each) => type === undefined || each.type === type)
      .reduce((total, each) => total + each.megabytes, 0)
      .toFixed(0);
  row([what, sum(mainType), sum(windowType), sum()]);
}
