import { expect, test } from '../../../testing/page/test.ts';

const always = Number.POSITIVE_INFINITY;

test('cancelling goes back to the first screen', async ({ openWindow }) => {
  const companion = await openWindow({ as: 'nobody' });
  await companion.beginSignIn();
  await companion.button('Cancel').click();
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
});

test('Escape cancels the sign-in', async ({ openWindow }) => {
  const companion = await openWindow({ as: 'nobody' });
  await companion.beginSignIn();
  await companion.page.keyboard.press('Escape');
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
});

test('signing in without a connection says so, and works when it is back', async ({ world, openWindow }) => {
  const companion = await openWindow({ as: 'nobody' });
  const cut = world.server.faults.add({ kind: 'close', times: always });
  await companion.button('Sign in').click();
  await expect(companion.text('Convene can’t be reached.').first()).toBeVisible();
  cut.remove();
  const address = await companion.beginSignIn();
  world.server.approve(new URL(address).searchParams.get('user_code') ?? '');
  await expect(companion.button(/market and account/)).toBeVisible();
});

test('losing the connection while waiting for approval is shown, and waiting goes on', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow({ as: 'nobody' });
  const address = await companion.beginSignIn();
  const cut = world.server.faults.add({ kind: 'close', times: always });
  await expect(companion.text(/Convene can’t be reached/)).toBeVisible();
  cut.remove();
  world.server.approve(new URL(address).searchParams.get('user_code') ?? '');
  await expect(companion.button(/market and account/)).toBeVisible();
});
