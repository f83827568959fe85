import { demoPeople } from '../../../demo/seed/people.ts';
import type { DemoServer } from '../../../demo/server.ts';
import { expect, test } from '../../../testing/page/test.ts';

type KeyThere = ReturnType<DemoServer['keys']>[number];

/** Names of those keys that the server's database doesn't call revoked. */
const stillWorking = (server: DemoServer, which: (key: KeyThere) => boolean): string[] =>
  server
    .keys()
    .filter((key) => key.revoked_at === null && which(key))
    .map(({ name }) => name);

test('an admin revokes all keys of somebody who has left, and sees the result of each', async ({
  world: { server },
  openWindow,
}) => {
  const { tom } = demoPeople;
  const names = ['Cursor on Tom’s laptop', 'ChatGPT on Tom’s phone'];
  const tokens = names.map((name) => server.createKey(name, tom.email).token);
  server.setActive(tom.email, false);
  const companion = await openWindow();
  const ofOthers = stillWorking(server, ({ created_by }) => created_by.id !== tom.id);
  await companion.page.getByRole('link', { name: 'By person' }).click();
  const his = companion.page.getByRole('region', { name: tom.name });
  await expect(his).toContainText('has left the team');
  await his.getByRole('button', { name: /^Revoke all .* Keys of Tom Okafor$/ }).click();
  await companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();
  await expect(companion.title(/^All .* keys are dead\.$/)).toBeVisible();
  const results = companion.page.getByRole('region', { name: 'Cut off', exact: true }).getByRole('listitem');
  for (const name of names)
    await expect(results.filter({ hasText: name })).toContainText(/Convene confirmed it\..*Revoked/);
  expect(tokens.map((token) => server.accepts(token))).toEqual([false, false]);
  expect(stillWorking(server, ({ created_by }) => created_by.id === tom.id)).toEqual([]);
  expect(stillWorking(server, ({ created_by }) => created_by.id !== tom.id)).toEqual(ofOthers);
});

test('“Go to” a key from the list by person shows it, whatever was searched for', async ({ openWindow }) => {
  const companion = await openWindow();
  await companion.page.getByRole('link', { name: 'By person' }).click();
  await companion.page.getByRole('searchbox', { name: 'Find a key' }).fill('nothing is called this');
  await expect(companion.text(/No working key matches/)).toBeVisible();
  await companion.page
    .getByText(/^Go to /)
    .getByRole('button')
    .first()
    .click();
  await expect(companion.page).toHaveURL(/#keys$/);
  await expect(companion.page.getByRole('searchbox', { name: 'Find a key' })).toHaveValue('');
  await expect(companion.page.locator('[role="row"]:focus')).toBeVisible();
});
