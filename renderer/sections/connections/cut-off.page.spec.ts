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

test('nothing about a revoked key says that it is here or works', async ({ openGallery }) => {
  const companion = await openGallery('connected-key-revoked', 'connect');
  await expect(companion.button('Connect again')).toBeVisible();
  await expect(companion.page.getByRole('main')).not.toContainText('in this computer’s keychain');
  await companion.button('Disconnect…').click();
  await expect(companion.dialog()).toContainText('Its key is revoked already.');
  await expect(companion.dialog().getByRole('checkbox')).toHaveCount(0);
});

test('a connection that is cut off is counted where connections are', async ({ openGallery }) => {
  const companion = await openGallery('connected-key-revoked');
  await expect(companion.page.getByRole('link', { name: /^Connect\b/ })).toContainText('1');
});

test('the check-up of a dead key offers to connect again, which needs no further question', async ({
  openGallery,
}) => {
  const companion = await openGallery('check-up-refused', 'connect');
  await companion.button('Check connection').click();
  await companion.button('Connect Claude again').click();
  await expect(companion.page.getByRole('heading', { level: 1 })).toHaveText(
    'Claude is connected to Quince Street Market.',
  );
});

test('the bar never says that Convene is reached beside a part that says it isn’t', async ({
  openGallery,
}) => {
  const companion = await openGallery('audit-offline', 'audit');
  await expect(companion.text('Convene can’t be reached.').first()).toBeVisible();
  await expect(companion.page.getByRole('banner')).toContainText(/List from \d/);
  await expect(companion.page.getByRole('banner')).not.toContainText(/online/i);
});
