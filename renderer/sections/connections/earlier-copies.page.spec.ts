import { expect, test } from '../../../testing/page/test.ts';

test('an earlier copy is restored after its change was shown, and that is said aloud', async ({
  openGallery,
}) => {
  const companion = await openGallery('connected-later', 'connect');
  await companion.button('Earlier copies…').click();
  await expect(companion.button('Restore this copy')).toBeDisabled();
  await companion.dialog().getByRole('radio').first().check({ force: true });
  await expect(companion.dialog().getByRole('region', { name: 'What would change' })).toBeVisible();
  await companion.button('Restore this copy').click();
  await expect(companion.dialog()).toBeHidden();
  await expect(companion.spoken()).toHaveText('The earlier copy is restored.');
  // The page shows the history that restoring led to.
  await companion.button('Undo our last change…').click();
  await expect(companion.dialog()).toContainText('9:41');
});

test('an earlier copy that can’t be restored stays chosen, with why', async ({ openGallery }) => {
  const companion = await openGallery('restore-claude-running', 'connect');
  await companion.button('Earlier copies…').click();
  await companion.dialog().getByRole('radio').first().check({ force: true });
  await companion.button('Restore this copy').click();
  await expect(companion.button('Quit Claude and restore it')).toBeVisible();
  await expect(companion.dialog().getByRole('region', { name: 'What would change' })).toBeVisible();
});
