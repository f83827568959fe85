import type { Page } from '@playwright/test';
import { demoPeople } from '../../demo/seed/people.ts';
import { expect, test } from '../../testing/page/test.ts';

const tablet = 'ChatGPT on Info tent tablet';
const always = Number.POSITIVE_INFINITY;
const alarms = (page: Page) => page.getByRole('region', { name: 'What may still work' });

test('while nobody is signed in it stands above the first screen, with market, server and who can ask', async ({
  openGallery,
}) => {
  const { page } = await openGallery('open-signed-out');
  const [quince, harbor] = [alarms(page).getByRole('alert').nth(0), alarms(page).getByRole('alert').nth(1)];
  await expect(quince).toContainText(`Not confirmed: ${tablet}`);
  await expect(quince).toContainText(
    'Quince Street Market at app.convene.markets. Asked for at 14:02 on 6 June.',
  );
  await expect(quince).toContainText('We ask again as soon as ana@quince.example signs in here.');
  await expect(quince).toContainText('app.convene.markets/admin/api_keys');
  await expect(quince.getByRole('button', { name: 'Try now' })).toBeHidden();
  await expect(harbor).toContainText('Harbor Night Market');
});

test('on the web it is revoked at the server it is of', async ({ openGallery }) => {
  const companion = await openGallery('open-signed-out');
  await companion.button('Revoke on the web').first().click();
  expect(await companion.page.evaluate(() => window.fake.calls)).toContain('keys.openKeysPage');
});

for (const place of ['keys', 'connect', 'lost-or-leaked', 'audit'])
  test(`somebody else who is signed in sees it under “${place}”`, async ({ openGallery }) => {
    const { page } = await openGallery('open-other-person', place);
    await expect(alarms(page)).toContainText(`Not confirmed: ${tablet}`);
    await expect(alarms(page)).toContainText('as soon as ana@quince.example signs in');
  });

test('of another market it is asked for with one press, and goes when Convene has confirmed it', async ({
  openGallery,
}) => {
  const companion = await openGallery('open-other-market', 'audit');
  await expect(alarms(companion.page)).toContainText('Harbor Night Market');
  await companion.button('Try now').click();
  await expect(alarms(companion.page)).toBeHidden();
  await expect(companion.spoken()).toContainText('Convene has confirmed it.');
});

test('many are told together, the first by name', async ({ openGallery }) => {
  const { page } = await openGallery('open-many', 'keys');
  await expect(alarms(page).getByRole('alert')).toHaveCount(1);
  await expect(alarms(page)).toContainText('12 things not confirmed');
  await expect(alarms(page)).toContainText('And six more.');
});

test('it stays through a sign-out and another person’s sign-in, and goes when its own person is back', async ({
  world,
  openWindow,
}) => {
  const companion = await openWindow();
  const signIn = async (email?: string): Promise<void> => {
    const address = await companion.beginSignIn();
    world.server.approve(new URL(address).searchParams.get('user_code') ?? '', email);
    await expect(companion.button(/market and account/)).toBeVisible();
  };
  const signOut = async (): Promise<void> => {
    await companion.chooseAccountItem('Sign out');
    await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
    await expect(companion.button('Sign in')).toBeVisible();
  };
  const cut = world.server.faults.add({ kind: 'close', method: 'DELETE', times: always });
  await companion.openRevoke(tablet);
  await companion.button('Revoke this key').click();
  await expect(companion.title('Not revoked yet.')).toBeVisible();
  await companion.button('Close', { exact: true }).click();
  await signOut();
  await expect(alarms(companion.page)).toContainText('Quince Street Market');
  await expect(companion.text('What may still work stands above.')).toBeVisible();
  await signIn(demoPeople.tom.email);
  await expect(alarms(companion.page)).toContainText(`as soon as ${demoPeople.ana.email} signs in`);
  await signOut();
  cut.remove();
  await signIn();
  await expect(alarms(companion.page)).toBeHidden();
  expect(world.server.keys().find(({ name }) => name === tablet)?.revoked_at).toBeTruthy();
});
