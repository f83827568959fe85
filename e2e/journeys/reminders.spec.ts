import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompanionPage } from '../../testing/page/companion-page.ts';
import { connectClaude, keepAsking, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

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

const keyName = 'Claude Desktop on Market office laptop';
/** As if the key had been made so long ago that it is due. */
const makeDue = (world: World): void => {
  const longAgo = new Date(Date.now() - 91 * 86_400_000).toISOString();
  world.convene.database.run('UPDATE api_keys SET created_at = ? WHERE name = ?', [longAgo, keyName]);
};
/** At whatever hour this runs. */
async function tellAtAnyHour(companion: CompanionPage): Promise<void> {
  await companion.chooseAccountItem('Reminders');
  await companion.page.getByText('Say nothing at night').click();
  await companion.button('Done').click();
  await expect(companion.dialog()).toBeHidden();
}

test(`a key that is due is told in a notification; a click leads to it, and a press replaces it (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await tellAtAnyHour(companion);
  const claude = await connectClaude(world, companion);
  makeDue(world);
  await companion.tab('Keys');
  await companion.button('Look again').click();
  const told = () => world.notifications.shown().filter(({ body }) => body.includes(keyName));
  await expect.poll(() => told().at(-1)?.body ?? '').toContain(`“${keyName}” was due yesterday.`);
  expect((await world.tray.look()).toolTip).toMatch(/keys are due$/);
  await companion.tab('Connect');
  world.notifications.click(told().at(-1)?.id ?? 0);
  await expect(companion.button(`Rotate ${keyName}`)).toBeVisible();
  const stopAsking = keepAsking(claude);
  await companion.button(`Rotate ${keyName}`).click();
  await expect(companion.title(`“${keyName}” is replaced.`)).toBeVisible();
  const said = await stopAsking();
  expect(said.filter((answer) => !answer.includes('"pending_applications": 3'))).toEqual([]);
  await companion.button('Done').click();
  expect(told()).toHaveLength(1);
});

test(`the tray names the keys that are due, replaces one, and puts another off (${host})`, async ({
  world,
  companion,
}) => {
  const toolTip = async () => (await world.tray.look()).toolTip;
  const labels = async () => (await world.tray.look()).menu.map(({ label }) => label);
  await signIn(world, companion);
  await connectClaude(world, companion);
  makeDue(world);
  await companion.tab('Keys');
  await companion.button('Look again').click();
  await expect.poll(toolTip).toBe('Convene Companion: three keys are due');
  expect((await labels()).some((label) => label.startsWith(keyName))).toBe(true);
  const [first = ''] = await labels();
  await world.tray.choose(first, 'Remind me in a week');
  await expect.poll(toolTip).toBe('Convene Companion: two keys are due');
  expect(await labels()).not.toContain(first);
  await world.tray.choose(keyName, 'Rotate…');
  await expect(companion.title(`“${keyName}” is replaced.`)).toBeVisible();
  await expect.poll(toolTip).toBe('Convene Companion: one key is due');
});
