import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import { settingsBefore } from '../harness/world.ts';

const withMistakes = `{
  // the files of the market
  "mcpServers": {
    "files": { "command": "/usr/bin/false", "env": { "API_TOKEN": "letters-of-mine" }, },
  }
}
`;

test.describe('settings with a comment and trailing commas', () => {
  test.use({ worldOptions: { config: withMistakes } });

  test(`are shown repaired, repaired on consent, and connected (${host})`, async ({ world, companion }) => {
    await signIn(world, companion);
    await companion.tab('Connect');
    await expect(
      companion.title('Claude’s settings file has a mistake in line 2, at character 3.'),
    ).toBeVisible();
    await expect(companion.text('One comment and two trailing commas would go')).toBeVisible();
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
});

test.describe('settings in two places', () => {
  test.use({ worldOptions: { secondConfig: '{}\n' } });

  test(`are asked for, never guessed, and only the chosen ones are changed (${host})`, async ({
    world,
    companion,
  }) => {
    await signIn(world, companion);
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
    await connectClaude(world, companion);
    expect(readFileSync(world.secondConfigPath, 'utf8')).toBe('{}\n');
  });
});

test(`an empty settings file is made only on consent (${host})`, async ({ world, companion }) => {
  rmSync(world.configPath);
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Make an empty settings file…').click();
  await companion.button('Make nothing').click();
  await expect(companion.dialog()).toBeHidden();
  await companion.button('Make an empty settings file…').click();
  await companion.button('Make the file').click();
  await expect(companion.button('Connect Claude Desktop')).toBeVisible();
  expect(world.config()).toBe('{}\n');
});

test(`our last change is undone, and what others changed since stays (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await claude.changeSetting('theme', 'dark');
  await companion.button('Undo our last change…').click();
  await expect(companion.dialog().getByRole('region')).toContainText('convene-quince-street');
  await companion.button('Undo this change').click();
  await companion.button('Quit Claude and undo it').click();
  await expect(companion.dialog()).toBeHidden();
  expect(world.config()).not.toContain('convene-');
  expect(JSON.parse(world.config())).toMatchObject({ theme: 'dark', preferences: { scale: 1 } });
  await expect(companion.notices()).toContainText('You disconnected Quince Street Market in Claude.');
});

test(`an earlier copy is restored to the byte (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await claude.quit();
  writeFileSync(world.configPath, '{"everything": "lost"}');
  await companion.button('Earlier copies…').click();
  await companion
    .dialog()
    .getByRole('radio', { name: /before we added our entry/ })
    .check({ force: true });
  await expect(companion.dialog().getByRole('region')).toContainText('everything');
  await companion.button('Restore this copy').click();
  await expect(companion.dialog()).toBeHidden();
  expect(world.config()).toBe(settingsBefore);
});
