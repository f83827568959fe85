import { expect, test } from '../../../testing/page/test.ts';

test('what is chosen about reminders stays chosen, and the list goes by it', async ({ openWindow }) => {
  const companion = await openWindow();
  await expect(companion.title('Two keys need replacing. One we don’t recognize.')).toBeVisible();
  await companion.chooseAccountItem('Reminders');
  await companion.button(/Days until a key is due/).click();
  await companion.page.getByRole('option', { name: '365 days' }).click();
  await expect(companion.dialog()).toContainText('longer than Convene advises');
  await expect(companion.spoken()).toHaveText('Keys are due after 365 days.');
  await companion.button('Done').click();
  await expect(companion.title('One key we don’t recognize.')).toBeVisible();
  await companion.page.reload();
  await expect(companion.title('One key we don’t recognize.')).toBeVisible();
});
