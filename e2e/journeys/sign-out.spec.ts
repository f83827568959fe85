import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { openSecretStore } from '../../core/keychain/keychain-client.ts';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';
import { settingsBefore } from '../harness/world.ts';

test(`signing out leaves nothing behind (${host})`, async ({ world, companion }) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await claude.quit();
  const connectionId = /"([0-9a-f-]{36})"/.exec(world.config())?.[1] ?? '';
  await companion.chooseAccountItem('Sign out');
  await companion.dialog().getByRole('button', { name: 'Sign out' }).click();
  await expect(companion.text('Nothing of Convene stays behind on this computer.')).toBeVisible();

  const secrets = openSecretStore({
    host: {
      command: process.execPath,
      args: [resolve('out/programs/keychain-host.cjs')],
      env: world.keyring.env,
    },
  });
  for (const account of ['session', 'pasted-key', `connection:${connectionId}`]) {
    expect(await secrets.get(account), account).toEqual({ ok: true, value: undefined });
  }
  await secrets.close();
  // Claude has written the file anew in its own layout; what it means is what it meant before.
  expect(JSON.parse(world.config())).toEqual(JSON.parse(settingsBefore));
  const made = world.convene.keys().find(({ name }) => name === 'Claude Desktop on Market office laptop');
  expect(made?.revoked_at).toBeTruthy();
  const sessions = world.convene.database.all(z.unknown(), 'SELECT id FROM sessions WHERE ended_at IS NULL');
  expect(sessions).toEqual([]);
  const kept = readdirSync(world.folder).filter((name) =>
    /^(account|connections|known-keys|proofs|connect)\.json$/.test(name),
  );
  expect(kept).toEqual([]);
});
