import { launchApp } from '../harness/app.ts';
import { endOrName } from '../harness/end-or-name.ts';
import { expect, host, test } from '../harness/test.ts';
import { watchWhatIsLeft } from '../harness/what-is-left.ts';

test(`an app that Quit doesn't end is named with its processes, and ended (${host})`, async ({ world }) => {
  const { app } = await launchApp({ env: world.env, folder: world.folder });
  const pid = app.process().pid ?? 0;
  const look = watchWhatIsLeft(pid);
  await app.evaluate((electron) => {
    electron.app.on('before-quit', (event) => event.preventDefault());
  });
  const closed = app.waitForEvent('close');
  const failed = await endOrName(() => app.close(), look, 1_000).catch((error: unknown) => String(error));
  expect(failed).toContain("Quit didn't end the app");
  expect(failed).toMatch(new RegExp(`^${pid} \\S+electron`, 'm'));
  expect(failed).toContain('--type=renderer');
  await closed;
  await expect.poll(() => look().map(({ command }) => command)).toEqual([]);
});
