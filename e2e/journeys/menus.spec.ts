import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const sizes = [
  { width: 900, height: 640 },
  { width: 1000, height: 700 },
  { width: 1180, height: 800 },
  { width: 1280, height: 820 },
  { width: 1400, height: 900 },
];

test(`a press of the mouse without a pause opens each row’s menu, and chooses nothing from it (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  const { page } = companion;
  for (const size of sizes) {
    await running.app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width, height });
    }, size);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(size.width);
    for (const button of await companion.button(/^More for /).all()) {
      await button.scrollIntoViewIfNeeded();
      const content = await running.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.getContentBounds(),
      );
      const box = await button.boundingBox();
      if (!box || !content) throw new Error('the button has no place');
      await world.press(content.x + box.x + box.width / 2, content.y + box.y + box.height / 2);
      await expect(page.getByRole('menu')).toBeVisible();
      await expect(page.getByRole('alertdialog')).toHaveCount(0);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menu')).toHaveCount(0);
    }
  }
});
