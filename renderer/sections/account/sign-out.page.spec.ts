import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '../../../testing/page/test.ts';

test('what can’t be undone without a connection is said', async ({ world, openWindow }) => {
  const companion = await openWindow();
  world.server.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
  await companion.chooseAccountItem('Sign out');
  await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
  await expect(companion.text('You’re signed out, but not everything could be undone.')).toBeVisible();
});

test('a file in which somebody’s key stands is named', async ({ world, openWindow }) => {
  const companion = await openWindow();
  const path = join(world.home, '.gemini/settings.json');
  mkdirSync(dirname(path));
  writeFileSync(path, JSON.stringify({ mine: `fm_org_${'a1b'.repeat(9)}` }));
  await companion.chooseAccountItem('Sign out');
  await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
  await expect(companion.text(`A Convene key that was put there by hand stands in ${path}.`)).toBeVisible();
  await expect(companion.text('Nothing of Convene stays behind on this computer.')).toBeHidden();
  rmSync(path);
});
