import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const always = Number.POSITIVE_INFINITY;

test(`signing in without a connection says so, and works when it is back (${host})`, async ({
  world,
  companion,
}) => {
  const cut = world.convene.faults.add({ kind: 'close', times: always });
  await companion.button('Sign in').click();
  await expect(companion.text('Convene can’t be reached.').first()).toBeVisible();
  cut.remove();
  await signIn(world, companion);
});

test(`losing the connection while waiting for approval is shown, and waiting goes on (${host})`, async ({
  world,
  companion,
}) => {
  const address = await companion.beginSignIn();
  const cut = world.convene.faults.add({ kind: 'close', times: always });
  await expect(companion.text(/Convene can’t be reached/)).toBeVisible();
  cut.remove();
  world.convene.approve(new URL(address).searchParams.get('user_code') ?? '');
  await expect(companion.button(/market and account/)).toBeVisible();
});

test(`the last known list is shown with its time (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  world.convene.faults.add({ kind: 'close', times: always });
  await companion.button('Look again').click();
  await expect(companion.text(/You’re offline\./)).toBeVisible();
  await expect(companion.text(/This list is from/)).toBeVisible();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
});

test(`connecting without a connection makes nothing, and goes on when it is back (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Connect');
  const before = world.config();
  const cut = world.convene.faults.add({
    kind: 'close',
    method: 'POST',
    path: '/admin/api_keys',
    times: always,
  });
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Convene can’t be reached.')).toBeVisible();
  expect(world.config()).toBe(before);
  cut.remove();
  await companion
    .button(/try again|check again/i)
    .first()
    .click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  expect(
    world.convene.keys().filter(({ name }) => name === 'Claude Desktop on Market office laptop'),
  ).toHaveLength(1);
});

test(`an answer that is lost after the key was made leaves one key, not two (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Connect');
  world.convene.faults.add({ kind: 'act-then-close', method: 'POST', path: '/admin/api_keys' });
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  expect(
    world.convene.keys().filter(({ name }) => name === 'Claude Desktop on Market office laptop'),
  ).toHaveLength(1);
});

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

for (const kind of ['html', 'truncated', 'server-error'] as const) {
  test(`a list answered with ${kind} is no list, and the last one stays (${host})`, async ({
    world,
    companion,
  }) => {
    await signIn(world, companion);
    await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
    world.convene.faults.add({ kind, method: 'GET', path: '/admin/api_keys', times: always });
    await companion.button('Look again').click();
    await expect(companion.text(/This list is from/)).toBeVisible();
    await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  });
}
