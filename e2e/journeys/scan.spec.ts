import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
