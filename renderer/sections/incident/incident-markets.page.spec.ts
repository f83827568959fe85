import { expect, test } from '../../../testing/page/test.ts';

/** The markets of an incident, as the gallery has them. */

test('each of two markets says how many of it are confirmed, and whose it is', async ({
  page,
  openGallery,
}) => {
  await openGallery('incident-two-markets', 'lost-or-leaked');
  const quince = page.getByRole('region', { name: 'Quince Street Market' });
  await expect(quince).toContainText('5 of 5 confirmed');
  await expect(quince).toContainText('Tom Okafor’s');
  await expect(page.getByRole('region', { name: 'Harbor Makers Fair' })).toContainText('2 of 2 confirmed');
});

test('a market that doesn’t answer is an alarm, and nothing of it is called dead', async ({
  page,
  openGallery,
}) => {
  await openGallery('incident-unreachable', 'lost-or-leaked');
  const alarm = page.getByRole('alert').filter({ hasText: 'Harbor Makers Fair: not looked at yet.' });
  await expect(alarm.getByRole('button', { name: 'Try now' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('all');
  await expect(page.getByRole('button', { name: 'Close this incident' })).toBeDisabled();
});

test('where this person may not, it is said whom to ask, for keys and for sign-ins', async ({
  page,
  openGallery,
}) => {
  await openGallery('incident-not-allowed', 'lost-or-leaked');
  await expect(page.getByRole('alert').filter({ hasText: 'not yours to look at' })).toContainText(
    'Ines Duarte (ines@harbor.example)',
  );
  await expect(page.getByRole('status').filter({ hasText: 'other people’s sign-ins' })).toContainText(
    'Ana Ferreira (ana@quince.example)',
  );
});

test('what stayed safe isn’t said of a lost device before the password is changed', async ({
  page,
  openGallery,
}) => {
  await openGallery('incident-two-markets', 'lost-or-leaked');
  await expect(page.getByRole('heading', { name: 'What stayed safe' })).toHaveCount(0);
  await expect(page.getByText('change your password first')).toBeVisible();
  await openGallery('incident-leak', 'lost-or-leaked');
  await expect(page.getByRole('heading', { name: 'What stayed safe' })).toBeVisible();
});

test('none of it is wider than the smallest window', async ({ page, openGallery }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  for (const scenario of ['incident-two-markets', 'incident-not-allowed', 'incident-alike']) {
    await openGallery(scenario, 'lost-or-leaked');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900);
  }
});
