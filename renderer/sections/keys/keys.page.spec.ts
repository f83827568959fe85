import { expect, test } from '../../../testing/page/test.ts';

const always = Number.POSITIVE_INFINITY;

test('the last known list is shown with its time', async ({ world, openWindow }) => {
  const companion = await openWindow();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  world.server.faults.add({ kind: 'close', times: always });
  await companion.button('Look again').click();
  await expect(companion.page.getByRole('main').getByText('Convene can’t be reached.')).toBeVisible();
  await expect(companion.text(/This list is from/)).toBeVisible();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
});

for (const kind of ['html', 'truncated', 'server-error'] as const) {
  test(`a list answered with ${kind} is no list, and the last one stays`, async ({ world, openWindow }) => {
    const companion = await openWindow();
    await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
    world.server.faults.add({ kind, method: 'GET', path: '/admin/api_keys', times: always });
    await companion.button('Look again').click();
    await expect(companion.text(/This list is from/)).toBeVisible();
    await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  });
}

test('a page that is loaded anew without a connection shows the last list', async ({ world, openWindow }) => {
  const companion = await openWindow();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
  world.server.faults.add({ kind: 'close', times: always });
  await companion.page.reload();
  await expect(companion.key('ChatGPT', 'Info tent tablet')).toBeVisible();
});
