import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const name = 'Claude Desktop on Market office laptop';

test(`a key is revoked with proof, and Claude's next question is refused in a sentence (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await companion.tab('Keys');
  await companion.openRevoke(name);
  await expect(companion.dialog()).toContainText(`Revoke “${name}”?`);
  await expect(companion.button('Keep the key')).toBeFocused();
  await companion.button('Revoke this key').click();

  await expect(companion.title(`“${name}” is revoked.`)).toBeVisible();
  await expect(companion.dialog().getByRole('group', { name: 'Proof' })).toContainText(/\d{1,2}:\d\d:\d\d/);
  await expect(companion.dialog()).toContainText('We tried it ourselves to be sure.');
  await companion.button('Done').click();
  await expect(companion.key('Claude Desktop').getByRole('group', { name: 'Proof' })).toContainText(
    'refused',
  );

  expect(world.convene.keys().find((key) => key.name === name)?.revoked_at).toBeTruthy();
  expect(await claude.ask('What’s pending today?')).toMatch(/revoked .*Open Convene Companion/);
});
