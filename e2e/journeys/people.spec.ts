import { demoPeople } from '../../demo/seed/people.ts';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

type KeyThere = ReturnType<World['convene']['keys']>[number];

/** Names of those keys that the server's database doesn't call revoked. */
const stillWorking = (world: World, which: (key: KeyThere) => boolean): string[] =>
  world.convene
    .keys()
    .filter((key) => key.revoked_at === null && which(key))
    .map(({ name }) => name);

test(`a volunteer is told that their role doesn't manage keys (${host})`, async ({ world, companion }) => {
  await signIn(world, companion, demoPeople.vera.email);
  await expect(companion.title('Your role at Quince Street Market doesn’t manage keys.')).toBeVisible();
  await companion.tab('Connect');
  await expect(companion.button('Connect Claude Desktop')).toBeHidden();
  expect(world.convene.keys().some(({ created_by }) => created_by.id === demoPeople.vera.id)).toBe(false);
});

test(`a market manager sees the keys (${host})`, async ({ world, companion }) => {
  await signIn(world, companion, demoPeople.tom.email);
  await expect(companion.title(/keys need replacing/)).toBeVisible();
});

test(`an admin of two markets switches between them, and never sees both (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  await companion.button(/market and account/).click();
  await companion.page.getByRole('menuitemradio', { name: /Harbor Makers Fair/ }).click();
  await expect(companion.button(/Harbor Makers Fair: market and account/)).toBeVisible();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeHidden();
});

test(`denying in the browser ends the sign-in (${host})`, async ({ companion, convenePages }) => {
  const address = await companion.beginSignIn();
  await convenePages.signIn(address, demoPeople.ana.email);
  await convenePages.deny();
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  await expect(companion.page.getByRole('alert')).toContainText(/denied|declined|not approved/i);
});

test(`cancelling goes back to the first screen (${host})`, async ({ companion }) => {
  await companion.beginSignIn();
  await companion.button('Cancel').click();
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
});

test(`the code can be copied, and the page opened again (${host})`, async ({ world, running, companion }) => {
  await companion.beginSignIn();
  const code = await companion.page.getByLabel(/^Code/).textContent();
  await companion.button('Copy code').click();
  await expect.poll(() => world.clipboard()).toBe(code);
  await companion.button('Reopen the page').click();
  await expect.poll(async () => (await running.opened()).length).toBe(2);
});

test(`an admin revokes all keys of somebody who has left, and sees the result of each (${host})`, async ({
  world,
  companion,
}) => {
  const { tom } = demoPeople;
  const names = ['Cursor on Tom’s laptop', 'ChatGPT on Tom’s phone'];
  const tokens = names.map((name) => world.convene.createKey(name, tom.email).token);
  world.convene.setActive(tom.email, false);
  await signIn(world, companion);
  const ofOthers = stillWorking(world, ({ created_by }) => created_by.id !== tom.id);
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
  expect(tokens.map((token) => world.convene.accepts(token))).toEqual([false, false]);
  expect(stillWorking(world, ({ created_by }) => created_by.id === tom.id)).toEqual([]);
  expect(stillWorking(world, ({ created_by }) => created_by.id !== tom.id)).toEqual(ofOthers);
});

test(`“Go to” a key from the list by person shows it, whatever was searched for (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
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
