import { expect, test } from '../../testing/page/test.ts';

test('what the app told before the page was there is shown, and goes when it is put away', async ({
  openGallery,
}) => {
  const companion = await openGallery('told-by-the-app');
  const told = companion.page.getByRole('region', { name: 'What the Companion has to tell' });
  await expect(told).toContainText('The window closed unexpectedly');
  await expect(told).toContainText('You opened version 0.2.0');
  await companion.button('Close this notice').first().click();
  await expect(told).not.toContainText('The window closed unexpectedly');
  await expect(told).toContainText('You opened version 0.2.0');
});
