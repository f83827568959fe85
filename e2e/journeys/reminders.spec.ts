import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

test(`starting at login is asked once, after the first connection, and goes with the sign-in (${host})`, async ({
  world,
  companion,
}) => {
  const autostart = join(world.home, '.config/autostart/convene-companion.desktop');
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  expect(existsSync(autostart)).toBe(false);
  await companion.button('Start at login').click();
  await expect(companion.text('Shall the Companion start when you log in?')).toBeHidden();
  expect(readFileSync(autostart, 'utf8')).toContain('--hidden');
  await claude.quit();
  await companion.chooseAccountItem('Sign out');
  await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
  await expect(companion.text('Nothing of Convene stays behind on this computer.')).toBeVisible();
  expect(existsSync(autostart)).toBe(false);
});

test(`what is chosen about reminders stays chosen, and the list goes by it (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await expect(companion.title('Two keys need replacing. One we don’t recognize.')).toBeVisible();
  await companion.chooseAccountItem('Reminders');
  await companion.button(/Days until a key is due/).click();
  await companion.page.getByRole('option', { name: '365 days' }).click();
  await expect(companion.dialog()).toContainText('longer than Convene advises');
  await companion.button('Done').click();
  await expect(companion.title('One key we don’t recognize.')).toBeVisible();
  await companion.page.reload();
  await expect(companion.title('One key we don’t recognize.')).toBeVisible();
});
