import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStrictCsv } from '../../testing/strict-csv.ts';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { CompanionPage } from '../pages/companion-page.ts';

const claudeKey = 'Claude Desktop on Market office laptop';
const events = (companion: CompanionPage) => companion.page.getByRole('list', { name: /^Events/ });

test(`what Claude was asked stands in the log, under its key’s name (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await claude.ask('What’s pending today?');
  await companion.tab('Audit');
  await expect(events(companion)).toContainText(`${claudeKey} read what’s pending.`);
  await expect(events(companion)).toContainText(`made the key “${claudeKey}”`);
});

test(`a filter stands in the address: a reload keeps it, Back takes it out (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await expect(events(companion)).toBeVisible();
  await companion.page.getByRole('searchbox', { name: 'Find in the log' }).fill('tablet');
  await expect(companion.page).toHaveURL(/#audit\?find=tablet$/);
  await expect(companion.title(/fit this/)).toBeVisible();
  await companion.page.reload();
  await expect(companion.title(/fit this/)).toBeVisible();
  await expect(companion.page.getByRole('searchbox', { name: 'Find in the log' })).toHaveValue('tablet');
  await companion.page.goBack();
  await expect(companion.page).toHaveURL(/#audit$/);
  await expect(companion.title(/today/)).toBeVisible();
});

test(`an event opens by keyboard, with everything that is known of it, and narrows the log (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  const lines = events(companion).getByRole('button');
  await lines.first().focus();
  await companion.page.keyboard.press('ArrowDown');
  await companion.page.keyboard.press('Enter');
  await expect(companion.page.getByText('Outcome', { exact: true })).toBeVisible();
  await companion.page.getByRole('link', { name: 'Only this action' }).click();
  await expect(companion.page).toHaveURL(/#audit\?action=/);
  await companion.page.getByRole('link', { name: 'Clear' }).click();
  await expect(companion.page).toHaveURL(/#audit$/);
});

/** Pixels between each row that is drawn and the next one, where there are any, or where they overlap. */
const gaps = (companion: CompanionPage): Promise<number[]> =>
  companion.page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>('.event-row')]
      .sort((one, other) => Number(one.dataset.index) - Number(other.dataset.index))
      .map((row) => row.getBoundingClientRect());
    return rows
      .slice(1)
      .map(({ top }, index) => Math.round(top - (rows[index]?.bottom ?? 0)))
      .filter((gap) => gap !== 0);
  });

test(`rows stand one below the other however far the log is scrolled (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await expect(events(companion)).toBeVisible();
  await companion.page.evaluate(async () => {
    for (let frame = 0; frame < 120; frame += 1) {
      document.querySelector('.main')?.scrollBy(0, 150);
      await new Promise(requestAnimationFrame);
    }
  });
  await expect(events(companion).locator('[data-index="0"]')).toHaveCount(0);
  await expect.poll(() => gaps(companion)).toEqual([]);
});

test(`the log as CSV is opened by a strict reader, and holds no key (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await expect(events(companion)).toBeVisible();
  const path = join(world.home, 'log.csv');
  await running.willChoose(path);
  await companion.button('Export CSV').click();
  await expect(companion.text(/events written to /)).toBeVisible();
  const [head = [], ...rows] = parseStrictCsv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.every((row) => row.length === head.length)).toBe(true);
  expect(readFileSync(path, 'utf8')).not.toMatch(/fm_(?:org|session|refresh)_\w{8}/);
});

test(`the log as JSON holds what the list shows, and no key (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await claude.ask('What’s pending today?');
  await companion.tab('Audit');
  await expect(events(companion)).toContainText(`${claudeKey} read what’s pending.`);
  const path = join(world.home, 'log.json');
  await running.willChoose(path);
  await companion.button('Export JSON').click();
  await expect(companion.text(/events written to /)).toBeVisible();
  const text = readFileSync(path, 'utf8');
  const written: { actor: { name: string }; action: string }[] = JSON.parse(text);
  expect(written.length).toBeGreaterThan(100);
  expect(written.some(({ actor, action }) => actor.name === claudeKey && action === 'dashboard.read')).toBe(
    true,
  );
  expect(text).not.toMatch(/fm_(?:org|session|refresh)_\w{8}/);
});

test(`an export that is called off leaves nothing where the file was to be (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await expect(events(companion)).toBeVisible();
  const folder = join(world.home, 'exports');
  mkdirSync(folder);
  await running.willChoose(join(folder, 'log.csv'));
  world.convene.faults.add({ kind: 'hang', path: /audit_log$/, times: Number.POSITIVE_INFINITY });
  await companion.button('Export CSV').click();
  await companion.button('Cancel').click();
  await expect(companion.button('Export CSV')).toBeEnabled();
  expect(readdirSync(folder)).toEqual([]);
});

test(`whoever chooses no place gets no file (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await companion.button('Export JSON').click();
  await expect(companion.button('Export JSON')).toBeEnabled();
  await expect(companion.text(/written/)).toBeHidden();
  expect(existsSync(join(world.home, 'convene-audit-log.json'))).toBe(false);
});

test(`without a connection that is said, and the log is there when it is back (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const cut = world.convene.faults.add({
    kind: 'close',
    path: /audit_log/,
    times: Number.POSITIVE_INFINITY,
  });
  await companion.tab('Audit');
  await expect(companion.page.getByRole('alert')).toBeVisible();
  cut.remove();
  await companion.button('Try again').click();
  await expect(events(companion)).toBeVisible();
});

test(`days are there without sight of the plot: in a sentence, and in a table (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await expect(companion.page.getByRole('img', { name: /^Actions per day from / })).toBeVisible();
  await companion.button('Show as table').click();
  await expect(companion.page.getByRole('table', { name: 'Actions per day and key' })).toBeVisible();
});
