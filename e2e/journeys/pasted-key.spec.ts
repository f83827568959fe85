import { expect, host, test } from '../harness/test.ts';

test.describe('a Convene without sign-in for apps, as today', () => {
  test.use({ worldOptions: { metadata: false } });

  test(`signing in is not offered, and the pasted key is (${host})`, async ({ companion }) => {
    await companion.button('Sign in').click();
    await expect(companion.page.getByText(/doesn’t offer sign-in/)).toBeVisible();
    await expect(companion.button('Use this key').or(companion.button('Paste a key'))).toBeVisible();
  });

  test(`a pasted key connects Claude and says which buttons need sign-in (${host})`, async ({
    world,
    companion,
  }) => {
    const { token, key } = world.convene.createKey('Claude Desktop on Market office laptop');
    await companion.pasteKey(token);
    await expect(companion.title('Your keys are on Convene’s web page.')).toBeVisible();
    await expect(companion.text(key.token_hint).first()).toBeVisible();
    await companion.tab('Connect');
    await companion.button('Connect Claude Desktop').click();
    await expect(companion.title('Now start Claude.')).toBeVisible();
    const claude = await world.startClaude();
    await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
    expect(await claude.ask('What’s pending today?')).toContain('Quince Street Market');

    world.convene.revokeKeyByHand(key.id);
    expect(await claude.ask('What’s pending today?')).toMatch(/Open Convene Companion/);
  });

  test(`a text that is no key is refused before anybody is asked (${host})`, async ({ companion }) => {
    await companion.pasteKey('hello');
    await expect(
      companion.text(/doesn’t look like a Convene key|isn’t a Convene key|no Convene key/i),
    ).toBeVisible();
  });

  test(`a key that Convene refuses is said to be refused (${host})`, async ({ world, companion }) => {
    const { token, key } = world.convene.createKey('Old key');
    world.convene.revokeKeyByHand(key.id);
    await companion.pasteKey(token);
    await expect(companion.text(/Convene refused this key/)).toBeVisible();
  });
});
