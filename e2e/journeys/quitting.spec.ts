import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompanionPage, companionPage } from '../../testing/page/companion-page.ts';
import { launchApp, type RunningApp } from '../harness/app.ts';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

const tablet = 'ChatGPT on Info tent tablet';
const claudeKey = 'Claude Desktop on Market office laptop';
const revokedAt = (world: World, name: string): string | null | undefined =>
  world.convene.keys().find((key) => key.name === name)?.revoked_at;
const working = (world: World): string[] =>
  world.convene
    .keys()
    .filter(({ name, revoked_at }) => name.startsWith(claudeKey) && revoked_at === null)
    .map(({ name }) => name);

const workingIds = (world: World): string[] =>
  world.convene
    .keys()
    .filter(({ name, revoked_at }) => name.startsWith(claudeKey) && revoked_at === null)
    .map(({ id }) => id);

/** Revokes a key, and quits while the answer is waited for. */
async function quitWhileRevoking(
  kind: 'hang' | 'act-then-hang',
  { world, running, companion }: { world: World; running: RunningApp; companion: CompanionPage },
): Promise<void> {
  await signIn(world, companion);
  const stuck = world.convene.faults.add({ kind, method: 'DELETE', times: Number.POSITIVE_INFINITY });
  await companion.openRevoke(tablet);
  await companion.button('Revoke this key').click();
  await expect.poll(stuck.hits).toBeGreaterThan(0);
  await running.quit();
  stuck.remove();
}

test(`a revocation that is quit before Convene hears of it is told at the next start, and done (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await quitWhileRevoking('hang', { world, running, companion });
  expect(revokedAt(world, tablet)).toBeNull();
  const cut = world.convene.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
  const again = await launchApp({ env: world.env, folder: world.folder });
  const told = companionPage(again)
    .page.getByRole('alert')
    .filter({ hasText: `Not confirmed: ${tablet}` });
  await expect(told).toBeVisible();
  cut.remove();
  await expect.poll(() => revokedAt(world, tablet), { timeout: 20_000 }).toBeTruthy();
  await expect(told).toBeHidden({ timeout: 20_000 });
  await again.quit();
});

test(`a revocation that is quit after Convene has done it is known at the next start, with proof (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await quitWhileRevoking('act-then-hang', { world, running, companion });
  expect(revokedAt(world, tablet)).toBeTruthy();
  const again = await launchApp({ env: world.env, folder: world.folder });
  const next = companionPage(again);
  await expect(next.key('Claude Desktop', 'Front desk iMac')).toBeVisible();
  await expect(next.key('ChatGPT', 'Info tent tablet')).toBeHidden();
  await expect
    .poll(() => readFileSync(join(world.folder, 'proofs.json'), 'utf8'))
    .toContain('"unconfirmed": {}');
  await again.quit();
});

for (const [step, fault] of [
  ['the new key is tried', { method: 'POST', path: '/mcp' }],
  ['the old key is revoked', { method: 'DELETE' }],
] as const) {
  test(`a rotation that is quit while ${step} is finished at the next start (${host})`, async ({
    world,
    running,
    companion,
  }) => {
    await signIn(world, companion);
    const claude = await connectClaude(world, companion);
    const [old] = workingIds(world);
    const stuck = world.convene.faults.add({ kind: 'hang', ...fault, times: Number.POSITIVE_INFINITY });
    await companion.tab('Keys');
    await companion.button(`Rotate ${claudeKey}`).click();
    await expect.poll(stuck.hits).toBeGreaterThan(0);
    await running.quit();
    stuck.remove();
    expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');

    const again = await launchApp({ env: world.env, folder: world.folder });
    await expect.poll(() => workingIds(world), { timeout: 30_000 }).not.toContain(old);
    await expect.poll(() => working(world)).toEqual([claudeKey]);
    expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
    await again.quit();
  });
}

test(`an export that is quit leaves what was there, no half file, and is told at the next start (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await expect(companion.page.getByRole('list', { name: /^Events/ })).toBeVisible();
  const folder = join(world.home, 'For the board');
  const path = join(folder, 'log.csv');
  mkdirSync(folder);
  await running.willChoose(path);
  const stuck = world.convene.faults.add({
    kind: 'hang',
    path: /audit_log$/,
    times: Number.POSITIVE_INFINITY,
  });
  await companion.button('Export CSV').click();
  await expect.poll(() => readdirSync(folder)).toHaveLength(1);
  await running.quit();
  expect(readdirSync(folder)).toEqual([]);
  stuck.remove();

  const again = await launchApp({ env: world.env, folder: world.folder });
  const next = companionPage(again);
  await expect(next.text('A file was not finished when the Companion ended.')).toBeVisible();
  await expect(next.text(path)).toBeVisible();
  await next.button('Close this notice').click();
  await expect(next.text('A file was not finished')).toBeHidden();
  await again.quit();
  const third = await launchApp({ env: world.env, folder: world.folder });
  await expect(companionPage(third).key('ChatGPT', 'Info tent tablet')).toBeVisible();
  await expect(companionPage(third).text('A file was not finished')).toBeHidden();
  await third.quit();
});

for (const what of ['is gone', 'doesn’t answer'] as const) {
  test(`Quit ends the app also when its page ${what} (${host})`, async ({ running, companion }) => {
    await expect(companion.title('Your market, one key for each device.')).toBeVisible();
    const closed = running.app.waitForEvent('close');
    await running.app.evaluate(({ app, BrowserWindow }, trouble) => {
      if (trouble === 'doesn’t answer')
        void BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('for (;;);');
      const page = app.getAppMetrics().find(({ type }) => type === 'Tab');
      app.quit();
      if (page && trouble === 'is gone') process.kill(page.pid, 'SIGKILL');
    }, what);
    await closed;
  });
}

test(`Quit ends the app also when Electron does not carry it out (${host})`, async ({
  running,
  companion,
}) => {
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  const closed = running.app.waitForEvent('close');
  await running.app.evaluate(({ app }) => {
    app.exit = () => {};
    app.quit();
  });
  await closed;
});
