import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompanionPage } from '../../../testing/page/companion-page.ts';
import { expect, test } from '../../../testing/page/test.ts';
import type { World } from '../../../testing/world.ts';

const keyName = 'Claude Desktop on Market office laptop';

/** The person starts Claude when the window asks for it. */
async function connectClaude(world: World, companion: CompanionPage): Promise<void> {
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  Object.assign(world.claude, { running: true, since: new Date() });
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
}

test('connecting without a connection makes nothing, and goes on when it is back', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  await companion.tab('Connect');
  const before = world.config();
  const cut = world.server.faults.add({
    kind: 'close',
    method: 'POST',
    path: '/admin/api_keys',
    times: Number.POSITIVE_INFINITY,
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
  expect(world.server.keys().filter(({ name }) => name === keyName)).toHaveLength(1);
});

test('an answer that is lost after the key was made leaves one key, not two', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  await companion.tab('Connect');
  world.server.faults.add({ kind: 'act-then-close', method: 'POST', path: '/admin/api_keys' });
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  expect(world.server.keys().filter(({ name }) => name === keyName)).toHaveLength(1);
});

test('Zed’s settings keep their comments, and Claude keeps its own connection', async ({
  world,
  openWindow,
}) => {
  const path = join(world.home, '.config/zed/settings.json');
  mkdirSync(join(world.home, '.config/zed'));
  writeFileSync(path, '// Zed settings\n{\n  "theme": "One Dark", // mine\n}\n');
  const companion = await openWindow();
  await connectClaude(world, companion);
  await companion.button(/^Zed/).click();
  await expect(companion.text('"context_servers": {')).toBeVisible();
  await companion.button('Connect Zed').click();
  await expect(companion.title('Zed is connected to Quince Street Market.')).toBeVisible();
  const after = readFileSync(path, 'utf8');
  expect(after).toContain('"theme": "One Dark", // mine');
  expect(after).toContain('"convene-quince-street"');
  await companion.button(/^Claude Desktop/).click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
});

test('a program that isn’t here can be seen, and says so', async ({ openWindow }) => {
  const companion = await openWindow();
  await companion.tab('Connect');
  await companion.button('Other programs').click();
  await companion.button(/^Windsurf/).click();
  await expect(companion.title('Windsurf’s settings file isn’t there.')).toBeVisible();
});

test('another Convene entry in the same file is pointed out and left alone', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  await connectClaude(world, companion);
  const settings = JSON.parse(world.config());
  settings.mcpServers.convene = {
    command: 'npx',
    args: ['-y', 'mcp-remote', 'https://app.convene.markets/mcp'],
  };
  writeFileSync(world.configPath, JSON.stringify(settings));
  await expect(companion.notices()).toContainText('Another Convene key stands in Claude’s settings.');
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
  expect(JSON.parse(world.config()).mcpServers.convene).toBeTruthy();
});
