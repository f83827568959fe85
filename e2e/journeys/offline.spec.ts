import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const always = Number.POSITIVE_INFINITY;

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
