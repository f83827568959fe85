import { expect, test } from '../../../testing/page/test.ts';

test('a connection whose key was revoked says so, and one press connects it again', async ({
  openGallery,
}) => {
  const companion = await openGallery('connected-key-revoked', 'connect');
  await expect(companion.page.getByRole('heading', { level: 1 })).toContainText(
    'can’t reach Quince Street Market: its key was revoked on',
  );
  await companion.button('Connect again').click();
  await expect(companion.page.getByRole('heading', { level: 1 })).toHaveText(
    'Claude is connected to Quince Street Market.',
  );
});

test('what is connected isn’t guessed when its file can’t be read', async ({ openGallery }) => {
  const companion = await openGallery('connect-unknown', 'connect');
  await expect(companion.page.getByRole('heading', { level: 1 })).toHaveText(
    'It isn’t known whether Claude is connected.',
  );
});

test('what the check-up found is the title of the page', async ({ openGallery }) => {
  const companion = await openGallery('check-up-bad', 'connect');
  await companion.button('Check connection').click();
  await expect(companion.page.getByRole('heading', { level: 1 })).toContainText('fixing.');
});
