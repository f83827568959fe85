import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CompanionPage } from '../../../testing/page/companion-page.ts';
import { expect, test } from '../../../testing/page/test.ts';
import { revokedInNameOnly } from '../../../testing/revoked-in-name-only.ts';
import type { World } from '../../../testing/world.ts';

function write(world: World, name: string, content: string): string {
  const path = join(world.home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function look(companion: CompanionPage): Promise<void> {
  await companion.tab('Lost or leaked');
  await companion.button('Look for keys left on this computer').click();
  await companion.button('Look for keys', { exact: true }).click();
}

test('a key in a note is rotated from there, and what stands in the note is worth nothing', async ({
  world,
  openWindow,
}) => {
  const { token } = world.server.createKey('Web shop on server');
  const note = write(world, 'Documents/notes.txt', token);
  const companion = await openWindow();
  await look(companion);
  await companion.button(/^Rotate the key at /).click();
  await companion.button('Copy the new key').click();
  await companion.button('It’s in place').click();
  await companion.button('Revoke the old key').click();
  await expect(companion.title('“Web shop on server” is replaced.')).toBeVisible();
  expect(world.server.accepts(token)).toBe(false);
  expect(world.liveKeys().filter((name) => name.startsWith('Web shop on server'))).toHaveLength(1);
  rmSync(note);
});

test('a key in a note that Convene calls revoked and still accepts is said to work', async ({
  world,
  openWindow,
}) => {
  const { token } = world.server.createKey('Web shop on server');
  const note = write(world, 'Documents/notes.txt', token);
  const companion = await openWindow();
  await look(companion);
  const claim = revokedInNameOnly(world.server, 'Web shop on server');
  await companion.button(/^Revoke the key at /).click();
  await companion.button('Revoke this key').click();
  await expect(companion.title('Convene says revoked, but the key still works.')).toBeVisible();
  claim.remove();
  await companion.dialog().getByRole('button', { name: 'Try now' }).click();
  await expect(companion.title('“Web shop on server” is revoked.')).toBeVisible();
  await expect(companion.dialog()).toContainText('Take it out of');
  rmSync(note);
});

test('a look that is stopped says that the rest wasn’t looked at', async ({ world, openWindow }) => {
  const huge = write(world, 'Documents/huge.log', 'a log\n'.repeat(2_000));
  truncateSync(huge, 500_000_000_000);
  const companion = await openWindow();
  await look(companion);
  await companion.button('Stop').click();
  await expect(companion.title('We stopped. No key was found until then.')).toBeVisible();
  await expect(companion.text('The rest wasn’t looked at.')).toBeVisible();
  rmSync(huge);
});

test('where nothing is found, that is said', async ({ world, openWindow }) => {
  write(world, 'Documents/notes.txt', 'only shopping\n');
  const companion = await openWindow();
  await look(companion);
  await expect(companion.title('No key is lying around in these places.')).toBeVisible();
  await expect(companion.text(/Looked through: /)).toBeVisible();
});

test('a key in Cursor’s settings moves to the keychain, and Cursor stays connected', async ({
  world,
  openWindow,
}) => {
  const { token } = world.server.createKey('Cursor, by hand');
  const settings = write(
    world,
    '.cursor/mcp.json',
    JSON.stringify({ mcpServers: { market: { command: 'npx', args: ['mcp-remote', token] } } }, null, 2),
  );
  const companion = await openWindow();
  await look(companion);
  await companion.button(/^Move to the keychain/).click();
  await companion.dialog().getByRole('button', { name: 'Move it' }).click();
  await expect.poll(() => world.server.accepts(token)).toBe(false);
  const { mcpServers } = JSON.parse(readFileSync(settings, 'utf8'));
  expect(Object.keys(mcpServers)).toEqual(['convene-quince-street']);
  expect(readFileSync(settings, 'utf8')).not.toContain('fm_org_');
  expect(world.liveKeys().filter((name) => name.startsWith('Cursor on'))).toHaveLength(1);
});
