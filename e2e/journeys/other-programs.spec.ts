import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const cursorBefore = '{\n  "mcpServers": {\n    "files": { "command": "node" }\n  }\n}\n';
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
