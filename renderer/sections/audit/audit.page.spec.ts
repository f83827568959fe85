import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoServer } from '../../../demo/server.ts';
import { sentenceOf } from '../../../shared/audit/sentence.ts';
import type { AuditEventView } from '../../../shared/audit/view.ts';
import type { CompanionPage } from '../../../testing/page/companion-page.ts';
import { expect, test } from '../../../testing/page/test.ts';

const events = (companion: CompanionPage) => companion.page.getByRole('list', { name: /^Events/ });

/** The key reads the dashboard so many times. */
async function uses(server: DemoServer, token: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1)
    await fetch(`${server.address}/api/v1/admin/dashboard`, {
      headers: { authorization: `Bearer ${token}` },
    });
}

/** It tries to; that there is no such booking makes no difference to the log. */
const changesABooking = (server: DemoServer, token: string): Promise<Response> =>
  fetch(`${server.address}/api/v1/admin/bookings/999999`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"status":"approved"}',
  });

test('a filter stands in the address: a reload keeps it, Back takes it out', async ({ openWindow }) => {
  const companion = await openWindow();
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

test('an event opens by keyboard, with everything that is known of it, and narrows the log', async ({
  openWindow,
}) => {
  const companion = await openWindow();
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

test('rows stand one below the other however far the log is scrolled', async ({ openWindow }) => {
  const companion = await openWindow();
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

test('whoever chooses no place gets no file', async ({ world, openWindow }) => {
  const companion = await openWindow();
  await companion.tab('Audit');
  await companion.button('Export JSON').click();
  await expect(companion.button('Export JSON')).toBeEnabled();
  await expect(companion.text(/written/)).toBeHidden();
  expect(existsSync(join(world.home, 'convene-audit-log.json'))).toBe(false);
});

test('without a connection that is said, and the log is there when it is back', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  const cut = world.server.faults.add({
    kind: 'close',
    path: /audit_log/,
    times: Number.POSITIVE_INFINITY,
  });
  await companion.tab('Audit');
  // Any alert could be one of the section before.
  await expect(companion.title('The log couldn’t be read.')).toBeVisible();
  cut.remove();
  await companion.button('Try again').click();
  await expect(events(companion)).toBeVisible();
});

test('days are there without sight of the plot: in a sentence, and in a table', async ({ openWindow }) => {
  const companion = await openWindow();
  await companion.tab('Audit');
  await expect(companion.page.getByRole('img', { name: /^Actions per day from / })).toBeVisible();
  await companion.button('Show as table').click();
  await expect(companion.page.getByRole('table', { name: 'Actions per day and key' })).toBeVisible();
});

test('a file that is cancelled leaves nothing in the folder that was chosen', async ({
  world,
  desktop,
  openWindow,
}) => {
  const companion = await openWindow();
  await companion.tab('Audit');
  await expect(events(companion)).toBeVisible();
  const folder = join(world.home, 'For the board');
  mkdirSync(folder);
  desktop.chosenPath = join(folder, 'log.csv');
  const stuck = world.server.faults.add({
    kind: 'hang',
    path: /audit_log$/,
    times: Number.POSITIVE_INFINITY,
  });
  await companion.button('Export CSV').click();
  await expect.poll(() => readdirSync(folder)).toHaveLength(1);
  await companion.button('Cancel').click();
  await expect(companion.button('Export CSV')).toBeEnabled();
  await expect(companion.button('Cancel')).toBeHidden();
  expect(readdirSync(folder)).toEqual([]);
  stuck.remove();
});

test('the log as JSON holds what the list shows, in its order', async ({ world, desktop, openWindow }) => {
  const { token } = world.server.createKey('Cursor on Barn');
  await uses(world.server, token, 3);
  await changesABooking(world.server, token);
  const companion = await openWindow();
  await companion.tab('Audit');
  await companion.page.getByRole('searchbox', { name: 'Find in the log' }).fill('barn');
  await expect(companion.title(/fit this/)).toBeVisible();
  const path = join(world.home, 'barn.json');
  desktop.chosenPath = path;
  await companion.button('Export JSON').click();
  await expect(companion.text(/events written to /)).toBeVisible();
  const written = JSON.parse(readFileSync(path, 'utf8')) as AuditEventView[];
  const sentences = written.map((event) => {
    const { who, did, rest } = sentenceOf(event, { keyName: () => 'Cursor on Barn' });
    return `${who} ${did}${rest}`;
  });
  expect(sentences).toHaveLength(4);
  await expect(events(companion).locator('.event-words')).toHaveText(sentences);
});

test('whoever comes back sees where the new events end', async ({ world, openWindow }) => {
  const companion = await openWindow();
  await companion.tab('Audit');
  await expect(events(companion)).toBeVisible();
  await companion.tab('Keys');
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  await uses(world.server, world.server.createKey('Cursor on Barn').token, 2);
  await companion.tab('Audit');
  const rows = events(companion).getByRole('listitem');
  const line = rows.filter({ hasText: /^You had seen everything below, at / });
  await expect(line).toBeVisible();
  const texts = await rows.allTextContents();
  const at = texts.findIndex((text) => text.startsWith('You had seen everything below'));
  expect(texts.slice(0, at).join(' ')).toMatch(/(?:Cursor on Barn read .*){2}/);
  expect(texts.slice(at).join(' ')).not.toContain('Cursor on Barn');
});

test('what is unusual for a key bears a quiet mark that says why', async ({ world, openWindow }) => {
  const { token } = world.server.createKey('Cursor on Barn');
  await uses(world.server, token, 12);
  await changesABooking(world.server, token);
  const companion = await openWindow();
  await companion.tab('Audit');
  const marked = events(companion).getByRole('button', { name: /First change/ });
  await expect(marked).toHaveAccessibleDescription('The 12 actions of this key before only read.');
  await expect(marked.locator('.event-why')).toBeHidden();
  await marked.locator('.event-unusual').hover();
  await expect(marked.locator('.event-why')).toBeVisible();
  await expect(companion.page.getByRole('alert')).toBeHidden();
});
