import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClaude } from '../../../testing/page/steps.ts';
import { expect, test } from '../../../testing/page/test.ts';
import { revokedInNameOnly } from '../../../testing/revoked-in-name-only.ts';

test('all keys of this computer that are due are replaced with one press', async ({ world, openWindow }) => {
  mkdirSync(join(world.home, '.cursor'));
  writeFileSync(join(world.home, '.cursor/mcp.json'), '{}\n');
  const companion = await openWindow();
  await connectClaude(world, companion);
  await companion.button(/^Cursor/).click();
  await companion.button('Connect Cursor').click();
  await expect(companion.title('Cursor is connected to Quince Street Market.')).toBeVisible();
  const names = ['Claude Desktop on Market office laptop', 'Cursor on Market office laptop'];
  const longAgo = new Date(Date.now() - 95 * 86_400_000).toISOString();
  for (const name of names)
    world.server.database.run('UPDATE api_keys SET created_at = ? WHERE name = ?', [longAgo, name]);
  await companion.tab('Keys');
  await companion.button('Look again').click();
  await companion.button('Rotate the two keys of this computer that are due').click();
  const live = () =>
    world.server
      .keys()
      .filter(({ name, revoked_at }) => revoked_at === null && names.some((one) => name.startsWith(one)));
  await expect.poll(() => live().filter(({ created_at }) => created_at > longAgo).length).toBe(2);
  await expect(companion.button('Done')).toBeVisible();
  expect(
    live()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(names);
});

test('replacing says that the old key still works, and what to do, where Convene only calls it revoked', async ({
  world,
  openWindow,
}) => {
  const name = 'Claude Desktop on Market office laptop';
  const companion = await openWindow();
  await connectClaude(world, companion);
  await companion.tab('Keys');
  const claim = revokedInNameOnly(world.server, name);
  await companion.button(`Rotate ${name}`).click();
  await expect(companion.title(`“${name}” is not replaced yet.`)).toBeVisible();
  await expect(companion.dialog()).toContainText(`Convene says revoked, but “${name}” still works.`);
  await expect(companion.dialog()).toContainText('Treat this key as live.');
  claim.remove();
  await companion.button('Try again').click();
  await expect(companion.title(`“${name}” is replaced.`)).toBeVisible();
});

test('a key replaced by hand is not called replaced while Convene still accepts it', async ({
  openGallery,
}) => {
  const companion = await openGallery('hand-over-still-accepted', 'keys');
  await companion.button('Go on replacing it').click();
  await companion.button('Revoke the old key').click();
  await expect(companion.title('Convene says revoked, but the key still works.')).toBeVisible();
  await expect(companion.dialog()).toContainText('We tried the old key at 9:42:08, and Convene accepted it.');
  await expect(companion.dialog()).toContainText('Treat this key as live.');
  await expect(companion.button('Try now')).toBeFocused();
});
