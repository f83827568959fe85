import { expect, test } from '../../../testing/page/test.ts';

test('what the watch saw is said aloud; put right, it goes, and that is said too', async ({
  openGallery,
}) => {
  const companion = await openGallery('watch-entry-gone', 'connect');
  await expect(companion.spoken()).toHaveText('Claude is no longer connected to Quince Street Market.');
  await companion.button('Quit Claude, put it back, start it again').click();
  await expect(companion.notices()).toBeHidden();
  await expect(companion.spoken()).toHaveText('Our entry in Claude’s settings is right again.');
});

test('what the watch saw stays, with why putting it right failed', async ({ openGallery }) => {
  const companion = await openGallery('watch-fix-refused', 'connect');
  await companion.button('Quit Claude, put it back, start it again').click();
  await expect(companion.notices()).toContainText('We asked Claude to quit, and it is still open.');
  await expect(companion.button('Quit Claude, put it back, start it again')).toBeVisible();
});
