import { demoPeople } from '../../demo/seed/people.ts';
import { expect, host, test } from '../harness/test.ts';

test(`denying in the browser ends the sign-in (${host})`, async ({ companion, convenePages }) => {
  const address = await companion.beginSignIn();
  await convenePages.signIn(address, demoPeople.ana.email);
  await convenePages.deny();
  await expect(companion.title('Your market, one key for each device.')).toBeVisible();
  await expect(companion.page.getByRole('alert')).toContainText(/denied|declined|not approved/i);
});

test(`the code can be copied, and the page opened again (${host})`, async ({ world, running, companion }) => {
  await companion.beginSignIn();
  const code = await companion.page.getByLabel(/^Code/).textContent();
  await companion.button('Copy code').click();
  await expect.poll(() => world.clipboard()).toBe(code);
  await companion.button('Reopen the page').click();
  await expect.poll(async () => (await running.opened()).length).toBe(2);
});
