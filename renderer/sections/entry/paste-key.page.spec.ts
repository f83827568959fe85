import { expect, test } from '../../../testing/page/test.ts';

test.describe('on a Convene without sign-in for apps, as today', () => {
  test.use({ worldOptions: { metadata: false } });

  test('signing in is not offered, and the pasted key is', async ({ openWindow }) => {
    const companion = await openWindow({ as: 'nobody' });
    await companion.button('Sign in').click();
    await expect(companion.page.getByText(/doesn’t offer sign-in/)).toBeVisible();
    await expect(companion.button('Use this key').or(companion.button('Paste a key'))).toBeVisible();
  });

  test('a text that is no key is refused before anybody is asked', async ({ openWindow }) => {
    const companion = await openWindow({ as: 'nobody' });
    await companion.pasteKey('hello');
    await expect(
      companion.text(/doesn’t look like a Convene key|isn’t a Convene key|no Convene key/i),
    ).toBeVisible();
  });

  test('a key that Convene refuses is said to be refused', async ({ world, openWindow }) => {
    const companion = await openWindow({ as: 'nobody' });
    const { token, key } = world.server.createKey('Old key');
    world.server.revokeKeyByHand(key.id);
    await companion.pasteKey(token);
    await expect(companion.text(/Convene refused this key/)).toBeVisible();
  });
});
