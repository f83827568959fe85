import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

it('never starts another program that stands in our entry by now', async () => {
  const { companion } = await world.openConnected();
  const [program, started] = [join(world.folder, 'another'), join(world.folder, 'started')];
  writeFileSync(program, `#!/bin/sh\ntouch '${started}'\n`);
  chmodSync(program, 0o755);
  const settings = JSON.parse(world.config());
  settings.mcpServers['convene-quince-street'].command = program;
  writeFileSync(world.configPath, JSON.stringify(settings));
  const findings = await companion.check('claude-desktop');
  expect(findings.find(({ id }) => id === 'entry')).toMatchObject({ failure: { code: 'entry-changed' } });
  // What was written is looked at in its place.
  expect(findings.find(({ id }) => id === 'bridge')).toMatchObject({ status: 'good' });
  expect(existsSync(started)).toBe(false);
});
