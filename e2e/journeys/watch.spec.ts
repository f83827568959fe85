import { utimesSync, writeFileSync } from 'node:fs';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import type { World } from '../harness/world.ts';

interface Settings {
  mcpServers: Record<string, { command: string; env?: Record<string, string> }>;
}
/** Somebody changes the settings file with an editor. */
function edit(world: World, change: (settings: Settings) => void): void {
  const settings = JSON.parse(world.config());
  change(settings);
  writeFileSync(world.configPath, JSON.stringify(settings));
}
const ourName = (world: World): string =>
  Object.keys(JSON.parse(world.config()).mcpServers).find((name) => name.startsWith('convene-')) ?? '';

test(`an entry that vanishes while Claude is open is told, and one press puts it back (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  const name = ourName(world);
  edit(world, ({ mcpServers }) => delete mcpServers[name]);
  await expect(companion.title('Claude can’t reach Quince Street Market at present.')).toBeVisible();
  await companion.button('Quit Claude, put it back, start it again').click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
  expect(ourName(world)).toBe(name);
  await expect.poll(claude.starts).toBe(2);
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
});

test(`an entry that starts something else is told, and put right while Claude is quit (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  const name = ourName(world);
  edit(world, ({ mcpServers }) => {
    const entry = mcpServers[name];
    if (entry) entry.env = { ...entry.env, NODE_OPTIONS: '--trace-warnings' };
  });
  await expect(companion.notices()).toContainText('Our entry in Claude’s settings was changed.');
  await companion.button('Quit Claude, put it right, start it again').click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
  await expect.poll(claude.starts).toBe(2);
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');
});

test(`who disconnects in Claude is respected, and asked about the key (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  const name = ourName(world);
  await claude.removeServer(name);
  // As if Claude had been open for some minutes by then: right after its start it drops things by itself.
  const later = new Date(Date.now() + 5 * 60_000);
  utimesSync(world.configPath, later, later);
  await expect(companion.notices()).toContainText('You disconnected Quince Street Market in Claude.');
  await companion.button('Revoke the key…').click();
  await companion.dialog().getByRole('button', { name: 'Disconnect and revoke' }).click();
  const quit = companion.dialog().getByRole('button', { name: 'Quit Claude for me' });
  const done = companion.title('Claude isn’t connected on this computer yet.');
  await expect(quit.or(done)).toBeVisible();
  if (await quit.isVisible()) await quit.click();
  await expect(done).toBeVisible();
  expect(
    world.convene.keys().find((key) => key.name === 'Claude Desktop on Market office laptop')?.revoked_at,
  ).toBeTruthy();
});

test(`the check-up names the entry that is gone, and one press fixes it (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await connectClaude(world, companion);
  const name = ourName(world);
  edit(world, ({ mcpServers }) => delete mcpServers[name]);
  await companion.button('Check connection').click();
  await companion.button('Put our entry right (quits Claude if open)').click();
  await expect(companion.page.getByRole('listitem').filter({ hasText: 'Our entry in it' })).toContainText(
    'in order',
  );
  expect(ourName(world)).toBe(name);
});

test(`the check-up of a working connection finds every part in order (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await connectClaude(world, companion);
  await companion.button('Check connection').click();
  await expect(companion.title('Every part is in order.')).toBeVisible();
  await expect(
    companion.page.getByRole('listitem').filter({ hasText: 'The program has started our helper' }),
  ).toContainText('in order');
});
