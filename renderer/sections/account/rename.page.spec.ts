import { expect, test } from '../../../testing/page/test.ts';

const before = 'Market office laptop';
const after = 'Till by the door';

test('this computer is renamed, and so is its sign-in', async ({ world, openWindow }) => {
  const companion = await openWindow();
  world.server.createKey(`Zed on ${before}`);
  await companion.chooseAccountItem('Rename this computer');
  const dialog = companion.dialog();
  await dialog.getByRole('textbox', { name: 'Name of this computer' }).fill(after);
  await companion.page.keyboard.press('Enter');
  await expect(dialog.getByRole('heading')).toHaveText(`This computer is now called “${after}”.`);
  await expect(dialog).toContainText(
    `“Zed on ${before}” in Quince Street Market keeps its name: it wasn’t made by this Companion`,
  );
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(world.server.sessions().map(({ deviceName }) => deviceName)).toContain(after);
});

test('the name of another device is refused, with why', async ({ world, openWindow }) => {
  const companion = await openWindow();
  world.server.createKey('Cursor on Stall 9');
  await companion.chooseAccountItem('Rename this computer');
  await companion.dialog().getByRole('textbox').fill('stall 9');
  await companion.dialog().getByRole('button', { name: 'Rename' }).click();
  await expect(companion.dialog()).toContainText('Another device is called “Stall 9” already.');
});

test('what Convene didn’t hear of is said to go on', async ({ world, openWindow }) => {
  const companion = await openWindow();
  world.server.faults.add({ kind: 'close', method: 'PATCH', times: 1 });
  await companion.chooseAccountItem('Rename this computer');
  await companion.dialog().getByRole('textbox').fill(after);
  await companion.dialog().getByRole('button', { name: 'Rename' }).click();
  await expect(companion.dialog()).toContainText(`Convene may still say “${before}” in some names.`);
});
