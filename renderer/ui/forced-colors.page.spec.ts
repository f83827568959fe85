import { expect, test } from '../../testing/page/test.ts';

test.use({ contextOptions: { forcedColors: 'active' } });

test('a checked box looks different from one that isn’t, in forced colors', async ({ openGallery }) => {
  const companion = await openGallery('keys', 'lost-or-leaked');
  const box = companion.page.getByRole('checkbox').first();
  const before = await box.screenshot();
  await box.check();
  await companion.page.mouse.move(0, 0);
  await companion.title('Did a key leak').focus();
  expect(before.equals(await box.screenshot())).toBe(false);
  await box.uncheck();
  await companion.title('Did a key leak').focus();
  expect(before.equals(await box.screenshot())).toBe(true);
});

test('a dialog and a menu have an edge in forced colors', async ({ openGallery }) => {
  const companion = await openGallery('keys');
  const { page } = companion;
  const edge = (selector: string): Promise<string> =>
    page.locator(selector).evaluate((element) => getComputedStyle(element).borderTopStyle);
  await companion
    .button(/^More for /)
    .first()
    .click();
  expect(await edge('.popover')).toBe('solid');
  await page.keyboard.press('Escape');
  await companion
    .button(/^Revoke /)
    .first()
    .click();
  expect(await edge('.dialog')).toBe('solid');
});
