import { join } from 'node:path';
import { launchApp } from '../harness/app.ts';
import { endOrName } from '../harness/end-or-name.ts';
import { expect, host, test } from '../harness/test.ts';
import { watchWhatIsLeft } from '../harness/what-is-left.ts';
import { whyItHangs } from '../harness/why-it-hangs.ts';

test(`an app that Quit doesn't end is named with its processes, and ended (${host})`, async ({ world }) => {
  const { app } = await launchApp({ env: world.env, folder: world.folder });
  const pid = app.process().pid ?? 0;
  const look = watchWhatIsLeft(pid);
  await app.evaluate((electron) => {
    electron.app.on('before-quit', (event) => event.preventDefault());
  });
  const closed = app.waitForEvent('close');
  const why = (): string => whyItHangs(pid, join(world.folder, 'companion.log'));
  const failed = await endOrName(() => app.close(), look, { withinMs: 1_000, why }).catch((error: unknown) =>
    String(error),
  );
  expect(failed).toContain("Quit didn't end the app");
  expect(failed).toMatch(new RegExp(`^${pid} \\S+electron`, 'm'));
  expect(failed).toContain('--type=gpu-process');
  expect(failed).toMatch(/^ {2}\d+ electron [RSD] \w+/m);
  expect(failed).toContain('"msg":"quit asked for"');
  expect(failed).not.toContain('"msg":"closing"');
  await closed;
  await expect.poll(() => look().map(({ command }) => command)).toEqual([]);
});
