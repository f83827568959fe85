import { expect, test } from '../../../testing/page/test.ts';

const sizes = [
  { width: 640, height: 480 },
  { width: 900, height: 640 },
  { width: 1180, height: 800 },
  { width: 1400, height: 900 },
  { width: 1920, height: 1080 },
];

for (const size of sizes) {
  test(`a press without a pause opens a row’s menu and chooses nothing from it, at ${size.width}×${size.height}`, async ({
    openGallery,
  }) => {
    const companion = await openGallery('keys');
    const { page } = companion;
    await page.setViewportSize(size);
    const buttons = companion.button(/^More for /);
    await expect(buttons.first()).toBeVisible();
    for (const button of await buttons.all()) {
      await button.scrollIntoViewIfNeeded();
      const box = await button.boundingBox();
      if (!box) throw new Error('the button has no place');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await Promise.all([page.mouse.down(), page.mouse.up()]);
      await expect(page.getByRole('menu')).toBeVisible();
      await expect(companion.dialog().filter({ hasNot: page.getByRole('menu') })).toHaveCount(0);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menu')).toHaveCount(0);
    }
  });
}

test('the press that opened a menu chooses nothing from it where it ends over an item', async ({
  openGallery,
}) => {
  const companion = await openGallery('keys');
  const { page } = companion;
  await companion
    .button(/^More for /)
    .first()
    .hover();
  await page.mouse.down();
  const item = page.getByRole('menuitem', { name: /It leaked/ });
  await expect(item).toBeVisible();
  const box = await item.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10, { steps: 4 });
  await page.mouse.up();
  await expect(item).toBeVisible();
  await item.click();
  await expect(companion.page.getByRole('alertdialog')).toBeVisible();
});
