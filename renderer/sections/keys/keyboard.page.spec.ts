import { expect, test } from '../../../testing/page/test.ts';

test('“I lost this device” in a heading of the list is reached with the keyboard alone', async ({
  openGallery,
}) => {
  const companion = await openGallery('keys');
  const { page } = companion;
  const buttons = companion.button(/^I lost this device/);
  await expect(buttons.first()).toBeVisible();
  const wanted = await buttons.evaluateAll((all) => all.map((button) => button.getAttribute('aria-label')));
  const reached: (string | null)[] = [];
  await companion.button('Look again').focus();
  for (let presses = 0; presses < 60 && reached.length < wanted.length; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
    if (name?.startsWith('I lost this device')) reached.push(name);
  }
  expect(reached).toEqual(wanted);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
});
