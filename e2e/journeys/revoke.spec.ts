import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const name = 'Claude Desktop on Market office laptop';

test(`a key is revoked with proof, and Claude's next question is refused in a sentence (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await companion.tab('Keys');
  await companion.openRevoke(name);
  await expect(companion.dialog()).toContainText(`Revoke “${name}”?`);
  await expect(companion.button('Keep the key')).toBeFocused();
  await companion.button('Revoke this key').click();

  await expect(companion.title(`“${name}” is revoked.`)).toBeVisible();
  await expect(companion.dialog().getByRole('group', { name: 'Proof' })).toContainText(/\d{1,2}:\d\d:\d\d/);
  await expect(companion.dialog()).toContainText('We tried it ourselves to be sure.');
  await companion.button('Done').click();
  await expect(companion.key('Claude Desktop').getByRole('group', { name: 'Proof' })).toContainText(
    'refused',
  );

  expect(world.convene.keys().find((key) => key.name === name)?.revoked_at).toBeTruthy();
  expect(await claude.ask('What’s pending today?')).toMatch(/revoked .*Open Convene Companion/);
});

test(`a key that this computer doesn't hold is confirmed, and said to be untested (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.openRevoke('ChatGPT on Info tent tablet');
  await companion.button('Revoke this key').click();
  await expect(companion.dialog()).toContainText('We hold no copy, so we couldn’t test it.');
});

test(`keeping the key changes nothing (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  await companion.openRevoke('ChatGPT on Info tent tablet');
  await companion.button('Keep the key').click();
  await expect(companion.dialog()).toBeHidden();
  expect(
    world.convene.keys().find((key) => key.name === 'ChatGPT on Info tent tablet')?.revoked_at,
  ).toBeNull();
});

test(`a lost connection reads "not revoked yet" until Convene has answered (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const cut = world.convene.faults.add({ kind: 'close', method: 'DELETE', times: Number.POSITIVE_INFINITY });
  await companion.openRevoke('ChatGPT on Info tent tablet');
  await companion.button('Revoke this key').click();
  await expect(companion.title('Not revoked yet.')).toBeVisible();
  await companion.button('Close').click();
  await expect(
    companion.page.getByRole('alert').filter({ hasText: 'Not confirmed: ChatGPT on Info tent tablet' }),
  ).toBeVisible();
  cut.remove();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeHidden();
  await expect(companion.page.getByRole('alert').filter({ hasText: 'Not confirmed' })).toBeHidden({
    timeout: 20_000,
  });
  expect(
    world.convene.keys().find((key) => key.name === 'ChatGPT on Info tent tablet')?.revoked_at,
  ).toBeTruthy();
});

test(`by keyboard alone (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  await companion.key('ChatGPT', 'Info tent tablet').focus();
  await companion.page.keyboard.press('Tab');
  await expect(companion.button('Rotate ChatGPT on Info tent tablet…')).toBeFocused();
  await companion.page.keyboard.press('Tab');
  await expect(companion.button('Revoke ChatGPT on Info tent tablet')).toBeFocused();
  await companion.page.keyboard.press('Enter');
  await expect(companion.button('Keep the key')).toBeFocused();
  await companion.page.keyboard.press('Tab');
  await expect(companion.button('Revoke this key')).toBeFocused();
  await companion.page.keyboard.press('Enter');
  await expect(companion.title('“ChatGPT on Info tent tablet” is revoked.')).toBeVisible();
  await companion.page.keyboard.press('Enter');
  await expect(companion.dialog()).toBeHidden();
});
