import type { DemoServer } from '../../../demo/server.ts';
import { connectClaude } from '../../../testing/page/steps.ts';
import { expect, test } from '../../../testing/page/test.ts';
import { revokedInNameOnly } from '../../../testing/revoked-in-name-only.ts';

const tablet = 'ChatGPT on Info tent tablet';
const revokedAt = (server: DemoServer): string | null | undefined =>
  server.keys().find(({ name }) => name === tablet)?.revoked_at;

test('a key that this computer doesn’t hold is confirmed, and said to be untested', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  await companion.openRevoke(tablet);
  await companion.button('Revoke this key').click();
  await expect(companion.dialog()).toContainText('We hold no copy, so we couldn’t test it.');
  expect(revokedAt(world.server)).toBeTruthy();
});

test('keeping the key changes nothing', async ({ world, openWindow }) => {
  const companion = await openWindow();
  await companion.openRevoke(tablet);
  await companion.button('Keep the key').click();
  await expect(companion.dialog()).toBeHidden();
  expect(revokedAt(world.server)).toBeNull();
});

test('a lost connection reads “not revoked yet” until Convene has answered', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  const cut = world.server.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
  await companion.openRevoke(tablet);
  await companion.button('Revoke this key').click();
  await expect(companion.title('Not revoked yet.')).toBeVisible();
  await companion.dialog().getByRole('button', { name: 'Close', exact: true }).click();
  const told = companion.page.getByRole('alert');
  await expect(told.filter({ hasText: `Not confirmed: ${tablet}` })).toBeVisible();
  cut.remove();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeHidden();
  await expect(told.filter({ hasText: 'Not confirmed' })).toBeHidden();
  expect(revokedAt(world.server)).toBeTruthy();
});

test('a key that Convene calls revoked and still accepts is never called revoked', async ({
  world,
  openWindow,
}) => {
  const name = 'Claude Desktop on Market office laptop';
  const companion = await openWindow();
  await connectClaude(world, companion);
  await companion.tab('Keys');
  const claim = revokedInNameOnly(world.server, name);
  await companion.openRevoke(name);
  await companion.button('Revoke this key').click();
  await expect(companion.title('Convene says revoked, but the key still works.')).toBeVisible();
  await expect(companion.dialog()).toContainText(/We tried the old key at \d{1,2}:\d\d:\d\d/);
  await companion.dialog().getByRole('button', { name: 'Close', exact: true }).click();
  const told = companion.page.getByRole('alert');
  await expect(told.filter({ hasText: `Still works: ${name}` })).toBeVisible();
  claim.remove();
  await expect(told.filter({ hasText: 'Still works' })).toBeHidden();
  await expect(companion.key('Claude Desktop').getByRole('group', { name: 'Proof' })).toContainText(
    'refused',
  );
});

test('by keyboard alone', async ({ openWindow }) => {
  const companion = await openWindow();
  await companion.key('ChatGPT', 'Info tent tablet').focus();
  await companion.page.keyboard.press('Tab');
  await expect(companion.button(`Rotate ${tablet}…`)).toBeFocused();
  await companion.page.keyboard.press('Tab');
  await expect(companion.button(`Revoke ${tablet}`)).toBeFocused();
  await companion.page.keyboard.press('Enter');
  await expect(companion.button('Keep the key')).toBeFocused();
  await companion.page.keyboard.press('Tab');
  await expect(companion.button('Revoke this key')).toBeFocused();
  await companion.page.keyboard.press('Enter');
  await expect(companion.title(`“${tablet}” is revoked.`)).toBeVisible();
  await companion.page.keyboard.press('Enter');
  await expect(companion.dialog()).toBeHidden();
});
