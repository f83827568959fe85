import { expect, host, test } from '../harness/test.ts';

test.describe('a Convene without sign-in for apps, as today', () => {
  test.use({ worldOptions: { metadata: false } });

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
});
