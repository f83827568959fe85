import type { CompanionPage } from '../../testing/page/companion-page.ts';
import { signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const told = /Two keys are due: /;

/** At whatever hour this runs. */
async function tellAtAnyHour(companion: CompanionPage): Promise<void> {
  await companion.chooseAccountItem('Reminders');
  await companion.page.getByText('Say nothing at night').click();
  await companion.button('Done').click();
  await expect(companion.dialog()).toBeHidden();
}

test(`where nothing shows notifications, what is due stands in the window until it is read (${host})`, async ({
  world,
  companion,
}) => {
  world.notifications.stop();
  await signIn(world, companion);
  await tellAtAnyHour(companion);
  await expect(companion.text(told)).toBeVisible();
  await companion.page.reload();
  await expect(companion.text(told)).toHaveCount(1);
  await companion.tab('Audit');
  await companion.button('Show the keys').click();
  await expect(companion.title('Two keys need replacing. One we don’t recognize.')).toBeVisible();
  await expect(companion.text(told)).toBeHidden();
  await companion.button('Look again').click();
  await companion.page.reload();
  await expect(companion.title('Two keys need replacing. One we don’t recognize.')).toBeVisible();
  await expect(companion.text(told)).toBeHidden();
  expect(world.notifications.shown()).toEqual([]);
});

test(`where nothing shows notifications, "Show me one" says so, and what is told instead (${host})`, async ({
  world,
  companion,
}) => {
  world.notifications.stop();
  await signIn(world, companion);
  await companion.chooseAccountItem('Reminders');
  await companion.button('Show me one').click();
  await expect(companion.text('This computer doesn’t show our notifications.')).toBeVisible();
  await expect(companion.text('The Companion made a mistake')).toBeHidden();
});

test(`where notifications are shown, the window says nothing beside them (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  await tellAtAnyHour(companion);
  await expect.poll(() => world.notifications.shown().length).toBe(1);
  await expect(companion.text(told)).toBeHidden();
  await companion.chooseAccountItem('Reminders');
  await companion.button('Show me one').click();
  await expect.poll(() => world.notifications.shown().at(-1)?.title).toBe('This is how a reminder looks');
});
