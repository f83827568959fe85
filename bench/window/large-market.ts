/** A market with 10,000 keys and a log of a million events, and the app in front of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startDemoServer } from '../../demo/server.ts';
import { launchApp, type RunningApp } from '../../e2e/harness/app.ts';
import { createWorld, type World } from '../../e2e/harness/world.ts';
import { type CompanionPage, companionPage } from '../../testing/page/companion-page.ts';
import { makeUpEvents } from '../audit-events.ts';
import { auditLog } from './audit-log.ts';
import { keyRow, memoryHead, memoryRow, rememberKeys } from './cold-start.ts';
import { line } from './figures.ts';
import { keysList } from './keys-list.ts';

const amounts = { events: 1_000_000, keys: 10_000 };

export async function largeMarket(): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'convene-bench-window-'));
  const seeding = await startDemoServer({ dataFolder });
  await seeding.stop();
  makeUpEvents(dataFolder, { ...amounts, until: Date.now() });
  const convene = await startDemoServer({ dataFolder, deviceIntervalSeconds: 0.2 });
  const world = await createWorld({ convene });
  try {
    line(`\n${amounts.events.toLocaleString('en-US')} events, ${amounts.keys.toLocaleString('en-US')} keys`);
    await rememberKeys(world);
    await inApp(world, async (running, companion) => {
      await keysList(companion);
      await auditLog(running, companion);
    });
    memoryHead();
    const app = resolve(import.meta.dirname, '../..');
    await memoryRow(`with ${amounts.keys.toLocaleString('en-US')} keys shown`, {
      app,
      selector: keyRow,
      env: world.env,
      userData: world.folder,
    });
  } finally {
    await world.end();
    await convene.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function inApp(
  world: World,
  work: (running: RunningApp, companion: CompanionPage) => Promise<void>,
): Promise<void> {
  const running = await launchApp({ env: world.env, folder: world.folder });
  try {
    await work(running, companionPage(running));
  } finally {
    await running.quit();
  }
}
