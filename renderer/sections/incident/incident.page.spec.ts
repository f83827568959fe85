import { randomUUID } from 'node:crypto';
import { demoPeople, harbor } from '../../../demo/seed/people.ts';
import type { DemoServer } from '../../../demo/server.ts';
import type { CompanionPage } from '../../../testing/page/companion-page.ts';
import { expect, test } from '../../../testing/page/test.ts';

const lost = 'Volunteer laptop';

/** Three keys on a laptop that is gone; answers their tokens. */
const keysOnTheLaptop = (server: DemoServer): string[] =>
  ['Claude Desktop', 'Cursor', 'ChatGPT'].map(
    (assistant) => server.createKey(`${assistant} on ${lost}`).token,
  );
const stillWork = (server: DemoServer, tokens: readonly string[]): number =>
  tokens.filter((token) => server.accepts(token)).length;

const confirm = (companion: CompanionPage): Promise<void> =>
  companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();

async function reportLost(companion: CompanionPage): Promise<void> {
  await companion.tab('Lost or leaked');
  await companion.button(`I lost it: ${lost}`).click();
  await confirm(companion);
}

test('what isn’t confirmed stays loud until it is, and nothing is called dead before', async ({
  world: { server },
  openWindow,
}) => {
  const tokens = keysOnTheLaptop(server);
  const companion = await openWindow();
  const cursor = server.keys().find(({ name }) => name === `Cursor on ${lost}`);
  const fault = server.faults.add({
    kind: 'server-error',
    method: 'DELETE',
    path: `/admin/api_keys/${cursor?.id}`,
    times: Number.POSITIVE_INFINITY,
  });
  await reportLost(companion);
  await expect(companion.title(`${lost}: two keys are dead, one may still work.`)).toBeVisible();
  const alarm = companion.page.getByRole('alert').filter({ hasText: `Cursor on ${lost}` });
  await expect(alarm).toContainText('Treat this key as live.');
  expect(stillWork(server, tokens)).toBe(1);
  await alarm.getByRole('button', { name: 'Try now' }).click();
  await expect(alarm.getByRole('button', { name: 'Try now' })).toBeEnabled();
  await expect(alarm).toContainText('Treat this key as live.');
  // From here on it may be confirmed at any moment, since it is tried again by itself as well.
  fault.remove();
  await expect(companion.title(`${lost}: all three keys are dead.`)).toBeVisible({ timeout: 40_000 });
  expect(stillWork(server, tokens)).toBe(0);
});

test('offline, the names to revoke by hand are there, and it goes on by itself', async ({
  world: { server },
  openWindow,
}) => {
  const tokens = keysOnTheLaptop(server);
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await expect(companion.button(`I lost it: ${lost}`)).toBeVisible();
  const cut = server.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
  await companion.button(`I lost it: ${lost}`).click();
  await confirm(companion);
  await expect(companion.title(`${lost}: three keys may still work.`)).toBeVisible();
  await expect(companion.text('/admin/api_keys').first()).toBeVisible();
  expect(stillWork(server, tokens)).toBe(3);
  cut.remove();
  await expect(companion.title(`${lost}: all three keys are dead.`)).toBeVisible({ timeout: 40_000 });
  expect(stillWork(server, tokens)).toBe(0);
});

const paste = (companion: CompanionPage, text: string): Promise<void> =>
  companion.page.getByLabel('Paste the suspicious text').fill(text);
/** What came of the text. */
const answer = (companion: CompanionPage) =>
  companion.page.getByRole('region', { name: 'A key leaked' }).getByRole('status').first();

test('the key in a suspicious text is found though it is newer than the list, revoked, and proven by it', async ({
  world: { server },
  openWindow,
}) => {
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await expect(companion.button(`It leaked: Web shop on server`)).toBeHidden();
  const { token } = server.createKey('Web shop on server', demoPeople.tom.email);
  await expect(companion.text(/tried once at Convene, to learn whose it is/).first()).toBeVisible();
  await paste(companion, `Hi, is this yours? ${token}`);
  await companion.page.keyboard.press('Enter');
  await expect(companion.dialog()).toContainText('Web shop on server');
  await confirm(companion);
  await expect(companion.title('“Web shop on server” is revoked.')).toBeVisible();
  await expect(companion.text(/We tried the old key at .*, and it was refused/).first()).toBeVisible();
  expect(server.accepts(token)).toBe(false);
  expect(await companion.everyText()).not.toContain(token.slice(7, -4));
});

test('a text with another market’s key says whose it is before it is revoked', async ({
  world: { server },
  openWindow,
}) => {
  const { token } = server.createKey('Zapier on server', demoPeople.ines.email, harbor.id);
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await paste(companion, token);
  await companion.button('Find the key').click();
  await expect(companion.dialog()).toContainText('can’t reach Harbor Makers Fair');
  await confirm(companion);
  await expect.poll(() => server.accepts(token)).toBe(false);
});

test('keys that end alike are all shown where it can’t be told, and none is taken for another', async ({
  world: { server },
  openWindow,
}) => {
  const { key, token } = server.createKey('Zapier on server');
  const other = server.createKey('Web shop on server');
  server.database.run('UPDATE api_keys SET token_hint = ? WHERE id = ?', [key.token_hint, other.key.id]);
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await paste(companion, `it ends in ${key.token_hint}`);
  await companion.button('Find the key').click();
  await expect(answer(companion)).toContainText('which one the text holds couldn’t be told');
  await expect(companion.dialog()).toBeHidden();
  await companion.button('Revoke two keys…').click();
  await expect(companion.dialog()).toContainText('Told by the last four characters only.');
  await confirm(companion);
  await expect(companion.title('Both keys are dead.')).toBeVisible();
  expect(stillWork(server, [token, other.token])).toBe(0);
});

test('nothing in a text is called a stranger’s while the list can’t be loaded', async ({
  world: { server },
  openWindow,
}) => {
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  const { token } = server.createKey('Web shop on server');
  server.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
  await paste(companion, token);
  await companion.button('Find the key').click();
  await expect(answer(companion)).toContainText('It may be yours, and may work.');
  await expect(answer(companion)).toContainText('The keys of Quince Street Market couldn’t be loaded');
});

test('the door shows the keys of the market that is chosen', async ({ world: { server }, openWindow }) => {
  server.createKey('Zapier on server', demoPeople.ines.email, harbor.id);
  server.createKey('Web shop on server');
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await expect(companion.button('It leaked: Web shop on server')).toBeVisible();
  await expect(companion.button('It leaked: Zapier on server')).toBeHidden();
  await expect(companion.text(/For those of Harbor Makers Fair, choose the market/).first()).toBeVisible();
});

test('a key that a stolen session makes meanwhile is offered, and revoked on a word', async ({
  world: { server },
  openWindow,
}) => {
  keysOnTheLaptop(server);
  const stolen = server.signIn(undefined, lost);
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  const minted = await fetch(`${server.address}/admin/api_keys`, {
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
  expect(server.accepts(token)).toBe(true);
  await offered.getByRole('button', { name: /^Revoke it/ }).click();
  await confirm(companion);
  await expect.poll(() => server.accepts(token)).toBe(false);
});

test('keys in two markets and another person’s sign-in are dead, told per market', async ({
  world: { server },
  openWindow,
}) => {
  const tokens = [
    ...keysOnTheLaptop(server),
    server.createKey(`Claude Desktop on ${lost}`, undefined, harbor.id).token,
  ];
  server.signIn(demoPeople.tom.email, lost);
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await companion.button(`I lost it: ${lost}`).click();
  await expect(companion.dialog()).toContainText('Tom Okafor’s');
  await expect(companion.dialog()).toContainText('Harbor Makers Fair');
  await confirm(companion);
  await expect(companion.title(`${lost}: all four keys are dead in both markets.`)).toBeVisible();
  expect(stillWork(server, tokens)).toBe(0);
  expect(server.sessions().filter(({ deviceName }) => deviceName === lost)).toEqual([]);
  const inHarbor = companion.page.getByRole('region', { name: 'Harbor Makers Fair' });
  await expect(inHarbor).toContainText('1 of 1 confirmed');
  await expect(companion.page.getByRole('region', { name: 'Quince Street Market' })).toContainText(
    '4 of 4 confirmed',
  );
});

test('what another person has on a computer of that name can be left alone', async ({
  world: { server },
  openWindow,
}) => {
  keysOnTheLaptop(server);
  server.signIn(demoPeople.tom.email, lost);
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await companion.button(`I lost it: ${lost}`).click();
  await companion
    .dialog()
    .getByRole('checkbox', { name: /Tom Okafor’s/ })
    .uncheck({ force: true });
  await confirm(companion);
  await expect(companion.title(`${lost}: all three keys are dead.`)).toBeVisible();
  expect(server.sessions().filter(({ deviceName }) => deviceName === lost)).toHaveLength(1);
});

test('a market that doesn’t answer is said to be not looked at, and is cut off once it does', async ({
  world: { server },
  openWindow,
}) => {
  keysOnTheLaptop(server);
  const { token } = server.createKey(`Claude Desktop on ${lost}`, undefined, harbor.id);
  const companion = await openWindow();
  const cut = server.faults.add({
    kind: 'close',
    organization: harbor.id,
    times: Number.POSITIVE_INFINITY,
  });
  await reportLost(companion);
  await expect(
    companion.title(`${lost}: three keys are dead, and Harbor Makers Fair is not looked at yet.`),
  ).toBeVisible();
  await expect(companion.button('Close this incident')).toBeDisabled();
  cut.remove();
  await expect(companion.title(`${lost}: all four keys are dead in both markets.`)).toBeVisible({
    timeout: 40_000,
  });
  expect(server.accepts(token)).toBe(false);
});

test('where this person may not look, the admin to ask is named', async ({
  world: { server },
  openWindow,
}) => {
  keysOnTheLaptop(server);
  server.setRole(demoPeople.ana.email, harbor.id, 'volunteer');
  const companion = await openWindow();
  await reportLost(companion);
  await expect(
    companion.title(`${lost}: three keys are dead, and an admin has to look at Harbor Makers Fair.`),
  ).toBeVisible();
  await expect(companion.text('Ask Ines Duarte (ines@harbor.example)').first()).toBeVisible();
});

test('what is on a device of a similar name is offered, and nothing of it chosen', async ({
  world: { server },
  openWindow,
}) => {
  keysOnTheLaptop(server);
  const { key, token } = server.createKey('Cursor on volunteer-laptop');
  server.database.run("UPDATE api_keys SET created_at = '2026-01-02T10:00:00.000Z' WHERE id = ?", [key.id]);
  const companion = await openWindow();
  await reportLost(companion);
  await companion.button('Choose what to cut off…').click();
  await expect(companion.dialog().getByRole('button', { name: 'Revoke', exact: true })).toBeDisabled();
  expect(server.accepts(token)).toBe(true);
  await companion
    .dialog()
    .getByRole('checkbox', { name: /Cursor on volunteer-laptop/ })
    .check({ force: true });
  await confirm(companion);
  await expect.poll(() => server.accepts(token)).toBe(false);
});

test('the first step is the password, because the website may be open on it', async ({
  world: { server },
  openWindow,
}) => {
  keysOnTheLaptop(server);
  const companion = await openWindow();
  await reportLost(companion);
  const next = companion.page.getByRole('region', { name: 'Next' }).getByRole('checkbox');
  await expect(next.first()).toHaveAccessibleName(/Change your password on Convene/);
});

test('the card is printed on one sheet, of A4 and of Letter', async ({
  world: { server },
  desktop,
  browser,
  openWindow,
}) => {
  keysOnTheLaptop(server);
  const companion = await openWindow();
  await companion.tab('Lost or leaked');
  await companion.button('Print an emergency card').click();
  await expect.poll(() => desktop.opened.at(-1)).toMatch(/emergency-card\.html$/);
  const sheet = await browser.newPage();
  await sheet.goto(`file://${desktop.opened.at(-1)}`);
  for (const format of ['A4', 'Letter']) {
    const printed = await sheet.pdf({ format });
    expect(printed.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
  }
  await sheet.close();
});
