import { writeFileSync } from 'node:fs';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import { settingsBefore } from '../harness/world.ts';

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
  // The watch puts our entry back, with a copy before; a change that was looked at before that is shown anew.
  await expect.poll(world.config).toContain('convene-quince-street');
  await companion.button('Earlier copies…').click();
  await companion
    .dialog()
    .getByRole('radio', { name: /before we added our entry/ })
    .last()
    .check({ force: true });
  await expect(companion.dialog().getByRole('region')).toContainText('everything');
  await companion.button('Restore this copy').click();
  await expect(companion.dialog()).toBeHidden();
  expect(world.config()).toBe(settingsBefore);
});
