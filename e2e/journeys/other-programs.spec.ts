import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const cursorBefore = '{\n  "mcpServers": {\n    "files": { "command": "node" }\n  }\n}\n';
const zedBefore = '// Zed settings\n{\n  "theme": "One Dark", // mine\n}\n';

test(`Cursor is connected while it is open, and disconnected without a trace (${host})`, async ({
  world,
  companion,
}) => {
  const path = join(world.home, '.cursor', 'mcp.json');
  mkdirSync(join(world.home, '.cursor'));
  writeFileSync(path, cursorBefore);
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button(/^Cursor/).click();
  await companion.button('Connect Cursor').click();
  await expect(companion.title('Cursor is connected to Quince Street Market.')).toBeVisible();
  expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')).mcpServers)).toEqual([
    'files',
    'convene-quince-street',
  ]);
  expect(world.convene.keys().some(({ name }) => name === 'Cursor on Market office laptop')).toBe(true);

  await companion.button('Disconnect…').click();
  await companion.dialog().getByRole('button', { name: 'Disconnect and revoke' }).click();
  await expect(companion.title('Cursor isn’t connected on this computer yet.')).toBeVisible();
  expect(readFileSync(path, 'utf8')).toBe(cursorBefore);
});

test(`Zed’s settings keep their comments, and Claude keeps its own connection (${host})`, async ({
  world,
  companion,
}) => {
  const path = join(world.home, '.config', 'zed', 'settings.json');
  mkdirSync(join(world.home, '.config', 'zed'));
  writeFileSync(path, zedBefore);
  await signIn(world, companion);
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

test(`a program that isn’t here can be seen, and says so (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Other programs').click();
  await companion.button(/^Windsurf/).click();
  await expect(companion.title('Windsurf’s settings file isn’t there.')).toBeVisible();
});
