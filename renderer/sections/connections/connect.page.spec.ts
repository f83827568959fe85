import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClaude, startClaude } from '../../../testing/page/steps.ts';
import { expect, test } from '../../../testing/page/test.ts';

const keyName = 'Claude Desktop on Market office laptop';

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

const settingsOfSomebody = `{
    "globalShortcut": "Ctrl+Space",
    "mcpServers": {
        "weather": { "command": "/usr/bin/false", "args": [] }
    },
    "preferences": { "scale": 1.0 }
}
`;

test('every other setting of Claude’s stays byte for byte, and undoing leaves the first bytes', async ({
  world,
  openWindow,
}) => {
  writeFileSync(world.configPath, settingsOfSomebody);
  const companion = await openWindow();
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  const [before, after] = settingsOfSomebody.split('"args": [] }');
  expect(world.config().startsWith(`${before}"args": [] }`)).toBe(true);
  expect(world.config().endsWith(after ?? 'nothing')).toBe(true);
  await companion.button('Undo everything').click();
  await expect(companion.title('Claude isn’t connected on this computer yet.')).toBeVisible();
  expect(world.config()).toBe(settingsOfSomebody);
  expect(world.server.keys().find(({ name }) => name === keyName)?.revoked_at).toBeTruthy();
});

test('without a connection at the proof, the step says so and is tried again', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  const cut = world.server.faults.add({ kind: 'close', path: '/mcp', times: Number.POSITIVE_INFINITY });
  startClaude(world);
  await expect(companion.title('Convene can’t be reached.')).toBeVisible({ timeout: 30_000 });
  cut.remove();
  await companion
    .button(/try again|check again/i)
    .first()
    .click();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
});

test('an entry that vanishes while Claude is closed comes back by itself', async ({
  page,
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  await connectClaude(world, companion);
  // The watch has seen the entry: what went before that could have been taken out by the person.
  await page.evaluate('window.companion.watch.check({})');
  const connected = world.config();
  world.claude.running = false;
  const settings = JSON.parse(connected);
  delete settings.mcpServers['convene-quince-street'];
  writeFileSync(world.configPath, JSON.stringify(settings));
  await expect.poll(world.config).toContain('convene-quince-street');
  expect(JSON.parse(world.config())).toEqual(JSON.parse(connected));
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
});
