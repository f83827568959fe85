import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const keyName = 'Claude Desktop on Market office laptop';

test(`a key that was revoked elsewhere: the page says so with the day, and one press gives Claude a new one (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  world.convene.revokeKeyByHand(keyName);
  await companion.tab('Keys');
  await companion.button('Look again').click();
  await companion.tab('Connect');
  await expect(
    companion.title(/^Claude can’t reach Quince Street Market: its key was revoked .+\.$/),
  ).toBeVisible();
  expect(await claude.ask('What’s pending today?')).not.toContain('"pending_applications": 3');
  await companion.button('Connect again').click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible({
    timeout: 30_000,
  });
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
  const keys = world.convene.keys().filter(({ name }) => name === keyName);
  expect(keys.map(({ revoked_at }) => revoked_at === null).sort()).toEqual([false, true]);
});
