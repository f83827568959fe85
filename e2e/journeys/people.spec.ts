import { demoPeople } from '../../demo/seed/people.ts';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

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

test(`all keys of somebody who has left are revoked with one press, and nobody else’s (${host})`, async ({
  world,
  companion,
}) => {
  world.convene.setActive(demoPeople.tom.email, false);
  const live = () => world.convene.keys().filter(({ revoked_at }) => revoked_at === null);
  const of = (personId: string) => live().filter(({ created_by }) => created_by.id === personId);
  const others = live().length - of(demoPeople.tom.id).length;
  expect(of(demoPeople.tom.id).length).toBeGreaterThan(1);
  await signIn(world, companion);
  await companion.page.getByRole('link', { name: 'By person' }).click();
  const tom = companion.page.getByRole('region', { name: demoPeople.tom.name });
  await expect(tom).toContainText('has left the team');
  await tom.getByRole('button', { name: /^Revoke (?:all|both).* Keys of Tom Okafor$/ }).click();
  await companion
    .dialog()
    .getByRole('button', { name: /^Revoke / })
    .click();
  await expect(companion.title(/keys are dead\./)).toBeVisible();
  expect(of(demoPeople.tom.id)).toEqual([]);
  expect(live()).toHaveLength(others);
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

test(`the code can be copied, and the page opened again (${host})`, async ({ running, companion }) => {
  await companion.beginSignIn();
  const code = await companion.page.getByLabel(/^Code/).textContent();
  await companion.button('Copy code').click();
  await expect.poll(() => running.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(code);
  await companion.button('Reopen the page').click();
  await expect.poll(async () => (await running.opened()).length).toBe(2);
});
