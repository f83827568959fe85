import { demoPeople } from '../../demo/seed/people.ts';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

test(`an organizer signs in, connects Claude, and gets an answer (${host})`, async ({
  world,
  companion,
  convenePages,
}) => {
  const address = await companion.beginSignIn();
  await convenePages.signIn(address, demoPeople.ana.email);
  const code = await companion.page.getByLabel(/^Code/).textContent();
  await expect(convenePages.page.getByText(code ?? 'no code')).toBeVisible();
  await convenePages.approve();
  await expect(companion.title('Two keys need replacing. One we don’t recognize.')).toBeVisible();

  await companion.tab('Connect');
  await expect(companion.text('There is no key in this file')).toBeVisible();
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();

  const claude = await world.startClaude();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
  await expect(companion.text('Quince Street Market: 3 applications and 5 orders pending.')).toBeVisible();
  expect(await claude.ask('What’s pending today?')).toContain('"pending_applications": 3');

  await companion.tab('Keys');
  await expect(companion.key('Claude Desktop', 'Market office laptop')).toBeVisible();
  expect((await world.tray.look()).toolTip).toBe('Convene Companion: two keys are due');
});

test(`Claude that is still open has to be quit first, and is noticed by itself (${host})`, async ({
  world,
  companion,
}) => {
  const claude = await world.startClaude();
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Claude is still open. Quit it to go on.')).toBeVisible();
  await claude.closeWindow();
  await companion.button('I’ve quit it, check again').click();
  await expect(companion.title('Claude is still open. Quit it to go on.')).toBeVisible();
  expect(world.config()).not.toContain('convene-');
  await claude.quit();
  await expect(companion.title('Now start Claude.')).toBeVisible();
});

test(`an entry that Claude drops is told, and put back when the person goes on (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Connect');
  await companion.button('Connect Claude Desktop').click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  const first = await world.startClaude({ strips: 'once' });
  await expect(companion.page.getByRole('alert').filter({ hasText: /entry/ })).toBeVisible();
  await first.quit();
  await companion.page.getByRole('alert').getByRole('button').first().click();
  await expect(companion.title('Now start Claude.')).toBeVisible();
  await world.startClaude();
  await expect(companion.title('Claude is connected to Quince Street Market.')).toBeVisible();
});
