import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';
import type { CompanionPage } from '../pages/companion-page.ts';

const lost = 'Volunteer laptop';
const aToken = /fm_(?:org|session|refresh)_\w{8}/;

/** Three keys on a laptop that is gone; answers their tokens. */
const keysOnTheLaptop = (world: World): string[] =>
  ['Claude Desktop', 'Cursor', 'ChatGPT'].map(
    (assistant) => world.convene.createKey(`${assistant} on ${lost}`).token,
  );
const stillWork = (world: World, tokens: readonly string[]): number =>
  tokens.filter((token) => world.convene.accepts(token)).length;

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

test(`what isn’t confirmed stays loud until it is, and nothing is called dead before (${host})`, async ({
  world,
  companion,
}) => {
  const tokens = keysOnTheLaptop(world);
  await signIn(world, companion);
  const cursor = world.convene.keys().find(({ name }) => name === `Cursor on ${lost}`);
  const fault = world.convene.faults.add({
    kind: 'server-error',
    method: 'DELETE',
    path: `/admin/api_keys/${cursor?.id}`,
    times: Number.POSITIVE_INFINITY,
  });
  await reportLost(companion);
  await expect(companion.title(`${lost}: two keys are dead, one may still work.`)).toBeVisible();
  const alarm = companion.page.getByRole('alert').filter({ hasText: `Cursor on ${lost}` });
  await expect(alarm).toContainText('Treat this key as live.');
  expect(stillWork(world, tokens)).toBe(1);
  await alarm.getByRole('button', { name: 'Try now' }).click();
  await expect(alarm.getByRole('button', { name: 'Try now' })).toBeEnabled();
  await expect(alarm).toContainText('Treat this key as live.');
  // From here on it may be confirmed at any moment, since it is tried again by itself as well.
  fault.remove();
  await expect(companion.title(`${lost}: all three keys are dead.`)).toBeVisible({ timeout: 40_000 });
  expect(stillWork(world, tokens)).toBe(0);
});

test(`offline, the names to revoke by hand are there, and it goes on by itself (${host})`, async ({
  world,
  companion,
}) => {
  const tokens = keysOnTheLaptop(world);
  await signIn(world, companion);
  await companion.tab('Lost or leaked');
  await expect(companion.button(`I lost it: ${lost}`)).toBeVisible();
  const cut = world.convene.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
  await companion.button(`I lost it: ${lost}`).click();
  await companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();
  await expect(companion.title(`${lost}: three keys may still work.`)).toBeVisible();
  await expect(companion.text('/admin/api_keys').first()).toBeVisible();
  expect(stillWork(world, tokens)).toBe(3);
  cut.remove();
  await expect(companion.title(`${lost}: all three keys are dead.`)).toBeVisible({ timeout: 40_000 });
  expect(stillWork(world, tokens)).toBe(0);
});

test(`the key in a suspicious text is found without sending anything, and revoked (${host})`, async ({
  world,
  companion,
}) => {
  const [token = ''] = keysOnTheLaptop(world);
  await signIn(world, companion);
  await companion.tab('Lost or leaked');
  const field = companion.page.getByLabel('Paste the suspicious text');
  await field.fill(`Hi, is this yours? ${token}`);
  await field.blur();
  await companion
    .button(/^Revoke |^It leaked: Claude Desktop on Volunteer laptop/)
    .first()
    .click();
  await companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();
  await expect(companion.title(`“Claude Desktop on ${lost}” is dead.`)).toBeVisible();
  expect(world.convene.accepts(token)).toBe(false);
});

test(`a key that a stolen session makes meanwhile is offered, and revoked on a word (${host})`, async ({
  world,
  companion,
}) => {
  keysOnTheLaptop(world);
  const stolen = world.convene.signIn(undefined, lost);
  await signIn(world, companion);
  await companion.tab('Lost or leaked');
  const minted = await fetch(`${world.convene.address}/admin/api_keys`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stolen.accessToken}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ name: 'Quiet helper' }),
  });
  const { token } = (await minted.json()) as { token: string };
  await reportLost(companion);
  const offered = companion.page.getByRole('alert').filter({ hasText: 'Quiet helper' });
  await expect(offered).toBeVisible();
  expect(world.convene.accepts(token)).toBe(true);
  await offered.getByRole('button', { name: /^Revoke / }).click();
  await companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();
  await expect.poll(() => world.convene.accepts(token)).toBe(false);
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
    contain: [{ outcome: 'confirmed-by-convene' }, {}, {}],
  });
  expect(`${card}${report}${(await running.opened()).join(' ')}`).not.toMatch(aToken);
});

test(`the card is printed on one sheet, of A4 and of Letter (${host})`, async ({
  world,
  running,
  companion,
  browserOfTheRun,
}) => {
  keysOnTheLaptop(world);
  await signIn(world, companion);
  await companion.tab('Lost or leaked');
  await companion.button('Print an emergency card').click();
  await expect.poll(async () => (await running.opened()).at(-1)).toMatch(/emergency-card\.html$/);
  const sheet = await browserOfTheRun.newPage();
  await sheet.setContent(readFileSync((await running.opened()).at(-1) ?? '', 'utf8'));
  for (const format of ['A4', 'Letter']) {
    const printed = await sheet.pdf({ format });
    expect(printed.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
  }
  await sheet.close();
});

test(`the tray leads to both doors (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  await world.tray.choose('I lost a device…');
  await expect(companion.page).toHaveURL(/#lost-or-leaked$/);
  await companion.tab('Keys');
  await world.tray.choose('A key leaked…');
  await expect(companion.page).toHaveURL(/#lost-or-leaked$/);
});
