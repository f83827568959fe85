import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClaude } from '../../../testing/page/steps.ts';
import { expect, test } from '../../../testing/page/test.ts';
import { settingsBefore, type World } from '../../../testing/world.ts';

const broken: [what: string, config: string, said: RegExp][] = [
  ['a comment', '{\n  // mine\n  "mcpServers": {}\n}\n', /line 2/],
  ['a byte order mark', '\ufeff{}', /./],
  ['a trailing comma', '{\n  "a": 1,\n}\n', /line 3/],
  ['nothing in it', '', /empty/i],
  ['servers that are a list', '{"mcpServers": []}', /./],
  ['65 MB', `{"a":"${'x'.repeat(65 * 1024 * 1024)}"}`, /large|big/i],
];

for (const [what, config, said] of broken) {
  test(`Claude’s settings with ${what} are left alone, and the person is told`, async ({
    world,
    openWindow,
  }) => {
    writeFileSync(world.configPath, config);
    const companion = await openWindow();
    await companion.tab('Connect');
    await expect(companion.page.getByRole('main')).toContainText('settings file');
    await expect(companion.page.getByRole('main')).toContainText(said);
    await expect(companion.button('Connect Claude Desktop')).toBeHidden();
    expect(world.config()).toBe(config);
    expect(world.liveKeys()).not.toContain('Claude Desktop on Market office laptop');
  });
}

test('a folder in its place is left alone', async ({ world, openWindow }) => {
  rmSync(world.configPath);
  mkdirSync(world.configPath);
  const companion = await openWindow();
  await companion.tab('Connect');
  await expect(companion.page.getByRole('main')).toContainText('settings file');
  await expect(companion.button('Connect Claude Desktop')).toBeHidden();
});

test('no settings file at all: the person is told to start Claude once', async ({ world, openWindow }) => {
  rmSync(world.configPath);
  const companion = await openWindow();
  await companion.tab('Connect');
  await expect(companion.button('Connect Claude Desktop')).toBeHidden();
  await expect(companion.page.getByRole('main')).toContainText(/Claude/);
});

test('an empty settings file is made only on consent', async ({ world, openWindow }) => {
  rmSync(world.configPath);
  const companion = await openWindow();
  await companion.tab('Connect');
  await companion.button('Make an empty settings file…').click();
  await companion.button('Make nothing').click();
  await expect(companion.dialog()).toBeHidden();
  await companion.button('Make an empty settings file…').click();
  await companion.button('Make the file').click();
  await expect(companion.button('Connect Claude Desktop')).toBeVisible();
  expect(world.config()).toBe('{}\n');
});

const withMistakes = `{
  // the files of the market
  "mcpServers": {
    "files": { "command": "/usr/bin/false", "env": { "API_TOKEN": "letters-of-mine" }, },
  }
}
`;

test('settings with a comment and trailing commas are shown repaired, and repaired on consent', async ({
  world,
  openWindow,
}) => {
  writeFileSync(world.configPath, withMistakes);
  const companion = await openWindow();
  await companion.tab('Connect');
  await expect(
    companion.title('Claude’s settings file has a mistake in line 2, at character 3.'),
  ).toBeVisible();
  await expect(companion.text('We would take out one comment and two trailing commas')).toBeVisible();
  const diff = companion.page.getByRole('region', { name: 'What would change' });
  await expect(diff).toContainText('// the files of the market');
  await expect(diff).not.toContainText('letters-of-mine');
  expect(world.config()).toBe(withMistakes);
  await companion.button('Repair it').click();
  await expect(companion.button('Connect Claude Desktop')).toBeVisible();
  expect(JSON.parse(world.config())).toEqual({
    mcpServers: { files: { command: '/usr/bin/false', env: { API_TOKEN: 'letters-of-mine' } } },
  });
  await connectClaude(world, companion);
  await companion.button('Earlier copies…').click();
  await companion
    .dialog()
    .getByRole('radio', { name: /before we repaired the file/ })
    .check({ force: true });
  await expect(companion.dialog().getByRole('region')).toContainText('// the files of the market');
});

test('settings in two places are asked for, never guessed, and only the chosen ones are changed', async ({
  world,
  openWindow,
}) => {
  const second = join(world.home, 'profile/claude_desktop_config.json');
  mkdirSync(join(world.home, 'profile'));
  writeFileSync(second, '{}\n');
  const companion = await openWindow({ env: { CLAUDE_USER_DATA_DIR: join(world.home, 'profile') } });
  await companion.tab('Connect');
  await expect(
    companion.title('Claude may read its settings from two places. Which one is meant?'),
  ).toBeVisible();
  await expect(companion.button('Use this file')).toBeDisabled();
  await companion.page
    .getByRole('radio', { name: new RegExp(`${world.home}/.config`) })
    .check({ force: true });
  await companion.button('Use this file').click();
  await expect(companion.text('You chose this file.')).toBeVisible();
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  expect(world.config()).toContain('convene-quince-street');
  expect(readFileSync(second, 'utf8')).toBe('{}\n');
});

test('Claude, quit for a change, is started again though the window closes in the middle', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  await connectClaude(world, companion);
  await companion.button('Undo our last change…').click();
  await companion.button('Undo this change').click();
  const quits = whenQuit(world, () => companion.page.close());
  await companion.button('Quit Claude and undo it').click();
  await quits;
  await expect.poll(() => world.claude.running).toBe(true);
  expect(world.config()).toBe(settingsBefore);
});

/** Calls `then` as soon as Claude has quit, before anything goes on; its promise ends with that. */
function whenQuit({ claude }: World, then: () => Promise<void>): Promise<void> {
  return new Promise((ended) => {
    let running = claude.running;
    Object.defineProperty(claude, 'running', {
      enumerable: true,
      get: () => running,
      set(now: boolean) {
        if (running && !now) then().then(ended);
        running = now;
      },
    });
  });
}
