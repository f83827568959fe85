import { mkdirSync, rmSync } from 'node:fs';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const broken: [what: string, config: string, said: RegExp][] = [
  ['a comment', '{\n  // mine\n  "mcpServers": {}\n}\n', /line 2/],
  ['a byte order mark', '\ufeff{}', /./],
  ['a trailing comma', '{\n  "a": 1,\n}\n', /line 3/],
  ['nothing in it', '', /empty/i],
  ['servers that are a list', '{"mcpServers": []}', /./],
  ['5 MB', `{"a":"${'x'.repeat(5 * 1024 * 1024)}"}`, /large|big/i],
];

for (const [what, config, said] of broken) {
  test.describe(what, () => {
    test.use({ worldOptions: { config } });

    test(`Claude's settings with ${what} are left alone, and the person is told (${host})`, async ({
      world,
      companion,
    }) => {
      await signIn(world, companion);
      await companion.tab('Connect');
      await expect(companion.page.getByRole('main')).toContainText('settings file');
      await expect(companion.page.getByRole('main')).toContainText(said);
      await expect(companion.button('Connect Claude Desktop')).toBeHidden();
      expect(world.config()).toBe(config);
      expect(world.convene.keys().some(({ name }) => name === 'Claude Desktop on Market office laptop')).toBe(
        false,
      );
    });
  });
}

test(`a folder in its place is left alone (${host})`, async ({ world, companion }) => {
  rmSync(world.configPath);
  mkdirSync(world.configPath);
  await signIn(world, companion);
  await companion.tab('Connect');
  await expect(companion.button('Connect Claude Desktop')).toBeHidden();
});

test(`no settings file at all: the person is told to start Claude once (${host})`, async ({
  world,
  companion,
}) => {
  rmSync(world.configPath);
  await signIn(world, companion);
  await companion.tab('Connect');
  await expect(companion.button('Connect Claude Desktop')).toBeHidden();
  await expect(companion.page.getByRole('main')).toContainText(/Claude/);
});
