import { expect, test } from '../../../testing/page/test.ts';

test('what can’t be undone without a connection is said', async ({ world, openWindow }) => {
  const companion = await openWindow();
  world.server.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
  await companion.chooseAccountItem('Sign out');
  await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
  await expect(companion.text('You’re signed out, but not everything could be undone.')).toBeVisible();
});
