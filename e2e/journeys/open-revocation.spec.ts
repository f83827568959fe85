import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const tablet = 'ChatGPT on Info tent tablet';

test(`what isn’t confirmed is red through a sign-out, in window and tray, until the server has revoked it (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await expect(companion.button(`Revoke ${tablet}`)).toBeVisible();
  const cut = world.convene.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
  await companion.openRevoke(tablet);
  await companion.button('Revoke this key').click();
  await expect(companion.title('Not revoked yet.')).toBeVisible();
  await companion.button('Close', { exact: true }).click();
  await companion.chooseAccountItem('Sign out');
  await companion.dialog().getByRole('button', { name: 'Sign out' }).click();

  const alarm = companion.page.getByRole('region', { name: 'What may still work' });
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  await expect(alarm).toContainText(`Not confirmed: ${tablet}`);
  await expect(alarm).toContainText('Quince Street Market');
  const inTray = async (): Promise<string[]> => (await world.tray.look()).menu.map(({ label }) => label);
  await expect.poll(inTray).toContain(`${tablet}, Quince Street Market`);

  cut.remove();
  await signIn(world, companion);
  await expect(alarm).toBeHidden();
  expect(world.convene.keys().find(({ name }) => name === tablet)?.revoked_at).toBeTruthy();
  await expect.poll(inTray).not.toContain(`${tablet}, Quince Street Market`);
});
