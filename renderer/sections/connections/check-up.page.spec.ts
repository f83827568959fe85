import { expect, test } from '../../../testing/page/test.ts';

test('the check-up says aloud that something has to be fixed, and shows what fixing led to', async ({
  openGallery,
}) => {
  const companion = await openGallery('check-up-bad', 'connect');
  await companion.button('Check connection').click();
  await expect(companion.title('Two parts need fixing.')).toBeVisible();
  await expect(companion.spoken()).toHaveText('The check-up found something to fix.');
  await companion.button('Put our entry right (quits Claude if open)').click();
  await expect(companion.title('Every part is in order.')).toBeVisible();
  await expect(companion.spoken()).toHaveText('The check-up found nothing wrong.');
});

test('the check-up keeps its findings, and says why fixing failed', async ({ openGallery }) => {
  const companion = await openGallery('check-up-fix-refused', 'connect');
  await companion.button('Check connection').click();
  await companion.button('Put our entry right (quits Claude if open)').click();
  await expect(companion.text('We asked Claude to quit, and it is still open.')).toBeVisible();
  await expect(companion.title('Two parts need fixing.')).toBeVisible();
});

test('the check-up of a page that was left is not shown on the next', async ({ openGallery }) => {
  const companion = await openGallery('check-up-bad', 'connect');
  const programs = companion.page.getByRole('navigation', { name: 'Programs' });
  await companion.button('Check connection').click();
  await programs.getByRole('button', { name: 'Cursor' }).click();
  await expect(companion.title('Cursor isn’t connected on this computer yet.')).toBeVisible();
  await programs.getByRole('button', { name: 'Claude Desktop' }).click();
  // Asked again, it is answered after the one that was left.
  await companion.button('Check connection').click();
  await expect(companion.title('Two parts need fixing.')).toBeVisible();
  await programs.getByRole('button', { name: 'Cursor' }).click();
  await expect(companion.button('Check this computer first')).toBeVisible();
  await expect(companion.title('Two parts need fixing.')).toBeHidden();
});
