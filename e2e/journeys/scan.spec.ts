import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CompanionPage } from '../../testing/page/companion-page.ts';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

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

test(`a key in a note is found with its place, and revoked from there with proof (${host})`, async ({
  world,
  companion,
}) => {
  const { token } = world.convene.createKey('Web shop on server');
  const note = write(world, 'Documents/notes.txt', `shopping\nkey ${token}\n`);
  await signIn(world, companion);
  await look(companion);
  await expect(companion.title('One key is lying around in a file.')).toBeVisible();
  await expect(companion.text(/notes\.txt, line 2/)).toBeVisible();
  await expect(companion.text('Web shop on server').first()).toBeVisible();
  await companion.button(/^Revoke the key at /).click();
  await companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();
  await expect(companion.dialog()).toContainText(/refused|revoked/);
  expect(world.convene.accepts(token)).toBe(false);
  rmSync(note);
});

test(`a key in Cursor’s settings moves to the keychain, and Cursor stays connected (${host})`, async ({
  world,
  companion,
}) => {
  const { token } = world.convene.createKey('Cursor, by hand');
  const settings = write(
    world,
    '.cursor/mcp.json',
    JSON.stringify({ mcpServers: { market: { command: 'npx', args: ['mcp-remote', token] } } }, null, 2),
  );
  await signIn(world, companion);
  await look(companion);
  await companion.button(/^Move to the keychain/).click();
  await companion.dialog().getByRole('button', { name: 'Move it' }).click();
  await expect.poll(() => world.convene.accepts(token), { timeout: 20_000 }).toBe(false);
  const { mcpServers } = JSON.parse(readFileSync(settings, 'utf8'));
  expect(Object.keys(mcpServers)).toEqual(['convene-quince-street']);
  expect(readFileSync(settings, 'utf8')).not.toContain('fm_org_');
  expect(
    world.convene.keys().some(({ name, revoked_at }) => name.startsWith('Cursor on') && !revoked_at),
  ).toBe(true);
});
