import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

test(`with one consent Claude is quit, connected and started again (${host})`, async ({
  world,
  companion,
}) => {
  const claude = await world.startClaude();
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Claude is still open. Quit it to go on.')).toBeVisible();
  await companion.button('Quit Claude for me').click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
  await expect.poll(claude.starts).toBe(2);
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
});

test(`Claude is started from here (${host})`, async ({ world, companion }) => {
  const claude = await world.startClaude();
  await claude.quit();
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  await companion.button('Start Claude').click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
  await expect.poll(claude.starts).toBe(2);
});

test(`a Claude that doesn't quit is told, and nothing is written (${host})`, async ({ world, companion }) => {
  await world.startClaude({ stubborn: true });
  const before = world.config();
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await companion.button('Quit Claude for me').click();
  await expect(companion.text('We asked Claude to quit, and it is still open.')).toBeVisible({
    timeout: 40_000,
  });
  await expect(companion.button('Ask Claude to quit again')).toBeVisible();
  expect(world.config()).toBe(before);
});

test(`an entry that Claude drops once is put back, and the connection stays (${host})`, async ({
  world,
  companion,
}) => {
  const claude = await world.startClaude({ strips: 'once' });
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await companion.button('Quit Claude for me').click();
  const connected = companion.title('Claude is connected to Quince Street Market.');
  const again = companion.button('Quit Claude for me');
  await expect(connected.or(again)).toBeVisible();
  if (await again.isVisible()) await again.click();
  await expect(connected).toBeVisible();
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
});

test(`an entry that Claude always drops is explained, and undoing leaves nothing (${host})`, async ({
  world,
  companion,
}) => {
  await world.startClaude({ strips: 'always' });
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await companion.button('Quit Claude for me').click();
  await expect(companion.title('Claude removes our entry each time it starts.')).toBeVisible({
    timeout: 60_000,
  });
  await companion.button('Undo everything').click();
  const quitAndUndo = companion.button('Quit Claude and take back the rest');
  const undone = companion.title('Claude isn’t connected on this computer yet.');
  await expect(quitAndUndo.or(undone)).toBeVisible();
  if (await quitAndUndo.isVisible()) await quitAndUndo.click();
  await expect(undone).toBeVisible();
  expect(world.config()).not.toContain('convene-');
  expect(
    world.convene.keys().find(({ name }) => name === 'Claude Desktop on Market office laptop')?.revoked_at,
  ).toBeTruthy();
});

test(`disconnecting quits Claude on consent, and starts it again (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await companion.button('Disconnect…').click();
  await companion.dialog().getByRole('button', { name: 'Disconnect and revoke' }).click();
  await companion.dialog().getByRole('button', { name: 'Quit Claude for me' }).click();
  await expect(companion.title('Claude isn’t connected on this computer yet.')).toBeVisible();
  expect(world.config()).not.toContain('convene-');
  await expect.poll(claude.starts).toBe(2);
});
