import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const always = Number.POSITIVE_INFINITY;

test(`without a connection at the proof, the step says so and is tried again (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  const cut = world.convene.faults.add({ kind: 'close', path: '/mcp', times: always });
  await world.startClaude();
  await expect(companion.title('Convene can’t be reached.')).toBeVisible({ timeout: 30_000 });
  cut.remove();
  await companion
    .button(/try again|check again/i)
    .first()
    .click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
});

test(`Claude is told in a sentence, and gets its answer when the connection is back (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  const cut = world.convene.faults.add({ kind: 'close', path: '/mcp', times: always });
  expect(await claude.ask('What’s pending today?')).toMatch(/can’t be reached|connection broke/);
  cut.remove();
  expect(await claude.ask('What’s pending today?')).toContain('Quince Street Market');
});
