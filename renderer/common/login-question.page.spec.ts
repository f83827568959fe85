import { expect, test } from '../../testing/page/test.ts';

test('whether to start at login is asked until it is answered, and said aloud', async ({ openGallery }) => {
  const companion = await openGallery('connected-first', 'connect');
  await companion.button('Start at login').click();
  await expect(companion.button('Start at login')).toBeHidden();
  await expect(companion.spoken()).toHaveText('The Companion starts when you log in.');
});
