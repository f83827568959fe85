import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { damageKinds, damages } from '../../testing/damages.ts';
import { expect, test } from '../../testing/page/test.ts';
import type { World } from '../../testing/world.ts';

// What the window says at its start of each state file that can't be read; the commands are tried in cli/damaged-files.test.ts.

const key = 'Claude Desktop on Market office laptop';

/** Connected, closed, and then damaged without a copy that could be taken instead. */
async function damaged(world: World, name: string, damage: (typeof damageKinds)[number]): Promise<void> {
  const { companion } = await world.openConnected();
  await companion.close();
  const path = join(world.folder, name);
  rmSync(`${path}.last`, { force: true });
  damages[damage](path);
  world.claude.running = false;
}

/** Another user's files are open to root, who tests often run as, and a browser runs beside. */
for (const damage of damageKinds.filter((kind) => kind !== 'another user’s'))
  test(`connections.json of ${damage}: nothing is called unconnected, and signing out ends what is found again`, async ({
    world,
    openWindow,
  }) => {
    await damaged(world, 'connections.json', damage);
    const companion = await openWindow({ as: 'as-it-was' });
    const notice = companion.page.getByRole('region', { name: 'What the Companion has to tell' });
    await expect(notice).toContainText('connections.json can’t be read');
    await expect(notice).toContainText(`“${key}”`);
    await expect(notice).toContainText('/admin/api_keys');
    await expect(companion.page.getByText('not connected')).toHaveCount(0);
    await companion.chooseAccountItem('Sign out');
    await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
    await expect(companion.text('You’re signed out, but not everything could be undone.')).toBeVisible();
    await expect(companion.text('Nothing of Convene stays behind on this computer.')).toBeHidden();
    expect(world.liveKeys()).not.toContain(key);
    expect(world.config()).not.toContain('convene-');
  });

for (const damage of damageKinds.filter((kind) => !['another user’s', 'another version'].includes(kind)))
  test(`account.json of ${damage}: who is signed in is found again, and that is said`, async ({
    world,
    openWindow,
  }) => {
    await damaged(world, 'account.json', damage);
    const companion = await openWindow({ as: 'as-it-was' });
    await expect(
      companion.page.getByRole('region', { name: 'What the Companion has to tell' }),
    ).toContainText('account.json was damaged. What it held was found again in the keychain and at Convene.');
    await expect(companion.page.getByRole('navigation', { name: 'Sections' })).toBeVisible();
  });
