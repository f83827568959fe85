import { demoPeople } from '../../../demo/seed/people.ts';
import { expect, test } from '../../../testing/page/test.ts';

test('a volunteer is told that their role doesn’t manage keys', async ({ world, openWindow }) => {
  const companion = await openWindow({ as: demoPeople.vera });
  await expect(companion.title('Your role at Quince Street Market doesn’t manage keys.')).toBeVisible();
  await companion.tab('Connect');
  await expect(companion.button('Connect Claude Desktop')).toBeHidden();
  expect(world.server.keys().some(({ created_by }) => created_by.id === demoPeople.vera.id)).toBe(false);
});

test('a market manager sees the keys', async ({ openWindow }) => {
  const companion = await openWindow({ as: demoPeople.tom });
  await expect(companion.title(/keys need replacing/)).toBeVisible();
});

test('an admin of two markets switches between them, and never sees both', async ({ openWindow }) => {
  const companion = await openWindow();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  await companion.button(/market and account/).click();
  await companion.page.getByRole('menuitemradio', { name: /Harbor Makers Fair/ }).click();
  await expect(companion.button(/Harbor Makers Fair: market and account/)).toBeVisible();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeHidden();
});
