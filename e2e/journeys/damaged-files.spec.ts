import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { companionPage } from '../../testing/page/companion-page.ts';
import { launchApp } from '../harness/app.ts';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const key = 'Claude Desktop on Market office laptop';

test(`a list of connections that a power cut has emptied isn’t taken for none (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await claude.quit();
  const path = join(world.folder, 'connections.json');
  await running.quit();
  writeFileSync(path, '');
  rmSync(`${path}.last`);
  const app = await launchApp({ env: world.env, folder: world.folder });
  const again = companionPage(app);
  const told = again.page.getByRole('region', { name: 'What the Companion has to tell' });
  await expect(told).toContainText('connections.json can’t be read');
  await expect(told).toContainText(`“${key}”`);
  await again.chooseAccountItem('Sign out');
  await again.dialog().getByRole('button', { name: 'Sign out' }).click();
  await expect(again.text('You’re signed out, but not everything could be undone.')).toBeVisible();
  expect(world.convene.keys().find(({ name }) => name === key)?.revoked_at).toBeTruthy();
  expect(world.config()).not.toContain('convene-');
  await app.quit();
  expect(readdirSync(world.folder)).toContainEqual(expect.stringContaining('connections.json.damaged-'));
});
