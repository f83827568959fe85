import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { demoPeople, harbor } from '../../demo/seed/people.ts';
import type { CompanionPage } from '../../testing/page/companion-page.ts';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

const lost = 'Volunteer laptop';
const aToken = /fm_(?:org|session|refresh)_\w{8}/;

/** Three keys on a laptop that is gone; answers their tokens. */
const keysOnTheLaptop = (world: World): string[] =>
  ['Claude Desktop', 'Cursor', 'ChatGPT'].map(
    (assistant) => world.convene.createKey(`${assistant} on ${lost}`).token,
  );

async function reportLost(companion: CompanionPage): Promise<void> {
  await companion.tab('Lost or leaked');
  await companion.button(`I lost it: ${lost}`).click();
  await companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();
}

test(`a lost laptop loses its key and its sign-in, in three clicks, and says so politely (${host})`, async ({
  world,
  companion,
  volunteerLaptop,
}) => {
  await signIn(volunteerLaptop.world, volunteerLaptop.companion);
  const claude = await connectClaude(volunteerLaptop.world, volunteerLaptop.companion);
  await signIn(world, companion);
  await reportLost(companion);
  await expect(companion.title(`${lost}: its one key is dead.`)).toBeVisible();
  await expect(companion.text('Signed out').first()).toBeVisible();
  expect(await claude.ask('What’s pending today?')).toMatch(/revoked\. Open Convene Companion/);
  await volunteerLaptop.companion.tab('Keys');
  await volunteerLaptop.companion.button('Look again').click();
  await expect(volunteerLaptop.companion.button('Sign in')).toBeVisible();
  expect(await volunteerLaptop.companion.everyText()).toMatch(/signed out/i);
});

test(`a lost laptop with keys in two markets and another person’s sign-in is dead everywhere (${host})`, async ({
  world,
  companion,
}) => {
  const tokens = [
    ...keysOnTheLaptop(world),
    world.convene.createKey(`Claude Desktop on ${lost}`, undefined, harbor.id).token,
  ];
  world.convene.signIn(demoPeople.tom.email, lost);
  world.convene.signIn(demoPeople.ines.email, lost);
  const harbors = world.convene.createKey(`Zed on ${lost}`, demoPeople.ines.email, harbor.id).token;
  await signIn(world, companion);
  await reportLost(companion);
  await expect(companion.title(`${lost}: all five keys are dead in both markets.`)).toBeVisible();
  const accepted = [...tokens, harbors].filter((token) => world.convene.accepts(token));
  expect(accepted).toEqual([]);
  expect(world.convene.sessions().filter(({ deviceName }) => deviceName === lost)).toEqual([]);
  await expect(companion.page.getByRole('region', { name: 'Harbor Makers Fair' })).toContainText(
    '3 of 3 confirmed',
  );
  await expect(companion.page.getByRole('region', { name: 'Quince Street Market' })).toContainText(
    '4 of 4 confirmed',
  );
});

test(`the report, the mail and the card hold what is needed and no key (${host})`, async ({
  world,
  running,
  companion,
}) => {
  keysOnTheLaptop(world);
  await signIn(world, companion);
  await companion.tab('Lost or leaked');
  await companion.button('Print an emergency card').click();
  await expect.poll(async () => (await running.opened()).at(-1)).toMatch(/emergency-card\.html$/);
  const card = readFileSync((await running.opened()).at(-1) ?? '', 'utf8');
  expect(card).toContain('/admin/api_keys');
  expect(card).toContain(`Cursor on ${lost}`);
  await reportLost(companion);
  await expect(companion.title(`${lost}: all three keys are dead.`)).toBeVisible();
  await companion.button('Open mail').click();
  await expect
    .poll(async () => (await running.opened()).at(-1))
    .toMatch(/^mailto:hello@convene\.markets\?subject=Lost%20device/);
  const path = join(world.home, 'report.json');
  await running.willChoose(path);
  await companion.button('JSON').click();
  await expect.poll(() => existsSync(path)).toBe(true);
  const report = readFileSync(path, 'utf8');
  expect(JSON.parse(report)).toMatchObject({
    device: lost,
    contained: [{ outcome: 'confirmed-by-convene' }, {}, {}],
  });
  expect(`${card}${report}${(await running.opened()).join(' ')}`).not.toMatch(aToken);
});

/** Presses one thing after another, and counts. */
function presses() {
  let count = 0;
  return {
    count: () => count,
    async press(what: Locator): Promise<void> {
      count += 1;
      await what.click();
    },
  };
}
test(`a leaked key of this computer is dead, replaced and reported in 5 presses, and Claude goes on (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await companion.tab('Keys');
  const name = 'Claude Desktop on Market office laptop';
  const old = world.convene.keys().find((key) => key.name === name && key.revoked_at === null);
  await running.willChoose(join(world.home, 'report.html'));
  const { press, count } = presses();
  await press(companion.button(`More for ${name}`));
  await press(companion.page.getByRole('menuitem', { name: 'It leaked' }));
  await press(companion.dialog().getByRole('button', { name: 'Revoke this key' }));
  await press(companion.button(`Make it now: ${name}`));
  await expect(companion.title(`“${name}” is revoked and replaced.`)).toBeVisible();
  await press(companion.button('Save report'));
  await expect(companion.text(/The report is at/).first()).toBeVisible();
  expect(count()).toBeLessThanOrEqual(5);
  expect(world.convene.keys().find(({ id }) => id === old?.id)?.revoked_at).not.toBeNull();
  expect(await claude.ask('What’s pending today?')).not.toMatch(/revoked/);
  const report = readFileSync(join(world.home, 'report.html'), 'utf8');
  expect(report).toContain('Convene refused it.');
  expect(report).toContain(`Replaced by “${name}”`);
  expect(report).not.toMatch(aToken);
});

test(`a leaked key found in a text is dead, replaced by hand and reported in 5 presses (${host})`, async ({
  world,
  running,
  companion,
}) => {
  const name = 'ChatGPT on Front counter';
  await signIn(world, companion);
  await companion.tab('Keys');
  const leaked = world.convene.createKey(name).token;
  const path = join(world.home, 'report.html');
  await running.willChoose(path);
  const { press, count } = presses();
  await press(companion.page.getByRole('link', { name: 'Lost or leaked' }));
  await companion.page.getByLabel('Paste the suspicious text').fill(`look: ${leaked}`);
  await companion.page.keyboard.press('Enter');
  await press(companion.dialog().getByRole('button', { name: 'Revoke this key' }));
  await press(companion.button(`Make and copy: ${name}`));
  await press(companion.button(`It’s in place: ${name}`));
  await expect(companion.title(`“${name}” is revoked and replaced.`)).toBeVisible();
  await press(companion.button('Save report'));
  await expect.poll(() => existsSync(path)).toBe(true);
  expect(count()).toBeLessThanOrEqual(5);
  expect(world.convene.accepts(leaked)).toBe(false);
  expect(world.convene.keys().filter((key) => key.name === name && !key.revoked_at)).toHaveLength(1);
  expect(await companion.everyText()).not.toMatch(aToken);
});

test(`the tray leads to both doors (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  await world.tray.choose('I lost a device…');
  await expect(companion.page).toHaveURL(/#lost-or-leaked$/);
  await companion.tab('Keys');
  await world.tray.choose('A key leaked…');
  await expect(companion.page).toHaveURL(/#lost-or-leaked$/);
});
