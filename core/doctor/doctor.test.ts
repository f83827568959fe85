import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../shared/connect-view.ts';
import type { Finding } from '../../shared/doctor.ts';
import { type CompanionWorld, createCompanionWorld } from '../../testing/companion-world.ts';

const keyName = 'Claude Desktop on Market office laptop';
const entryName = 'convene-quince-street';
const always = Number.POSITIVE_INFINITY;

let world: CompanionWorld;
beforeEach(async () => {
  world = await createCompanionWorld();
});
afterEach(() => world.end());

/** `id: good` or `id: <code of the failure>`, in the order in which they were found. */
const inShort = (findings: readonly Finding[]): string[] =>
  findings.map((one) => `${one.id}: ${one.status === 'bad' ? one.failure?.code : one.status}`);

describe('the check-up of a connected computer', () => {
  it('finds everything good, and says what it found', async () => {
    const { companion } = await world.openConnected();
    const findings = await companion.examine();
    expect(inShort(findings)).toEqual(
      ['keychain', 'convene', 'session', 'config-file', 'entry', 'bridge', 'key', 'tool'].map(
        (id) => `${id}: good`,
      ),
    );
    expect(findings.map(({ fact }) => fact)).toEqual([
      undefined,
      world.server.address,
      'ana@quince.example',
      world.configPath,
      entryName,
      undefined,
      keyName,
      undefined,
    ]);
  });

  it('changes nothing', async () => {
    const { companion } = await world.openConnected();
    const before = world.files().filter(({ path }) => !path.endsWith('.log'));
    const keys = world.server.keys().map(({ name, revoked_at }) => [name, revoked_at]);
    await companion.examine();
    expect(world.files().filter(({ path }) => !path.endsWith('.log'))).toEqual(before);
    expect(world.server.keys().map(({ name, revoked_at }) => [name, revoked_at])).toEqual(keys);
  });

  it.each<[string, string[], (connection: Connection) => unknown]>([
    [
      'a key that was revoked elsewhere',
      ['bridge: good', 'key: refused', 'tool: not-checked'],
      () => world.server.revokeKeyByHand(keyName),
    ],
    [
      'settings that Claude can’t read',
      ['config-file: config-not-json', 'entry: not-checked', 'bridge: good'],
      () => writeFileSync(world.configPath, '{,}'),
    ],
    [
      'settings that are gone',
      ['config-file: config-missing', 'entry: not-checked', 'bridge: good'],
      () => rmSync(world.configPath),
    ],
    [
      'an entry that is gone',
      ['config-file: good', 'entry: entry-vanished', 'bridge: good', 'key: good'],
      () => writeFileSync(world.configPath, '{}'),
    ],
    [
      'an entry whose program was moved away',
      ['entry: good', 'bridge: bridge-missing', 'key: not-checked', 'tool: not-checked'],
      () => {
        const settings = JSON.parse(world.config());
        settings.mcpServers[entryName].command = join(world.folder, 'gone');
        writeFileSync(world.configPath, JSON.stringify(settings));
      },
    ],
    [
      'a secret that is gone from the keychain',
      ['keychain: good', 'bridge: good', 'key: secret-missing'],
      ({ id }) => world.secrets.delete(`connection:${id}`),
    ],
    [
      'a session that was ended elsewhere',
      ['convene: good', 'session: signed-out', 'key: good', 'tool: good'],
      () => world.server.endSessions(),
    ],
    [
      'a market that became a draft',
      ['bridge: good', 'key: not-allowed', 'tool: not-checked'],
      () => world.server.setDraft('org_quince', true),
    ],
    [
      'a lost connection',
      ['keychain: good', 'convene: offline', 'session: not-checked', 'bridge: good', 'key: offline'],
      () => world.server.faults.add({ kind: 'close', times: always }),
    ],
    [
      'a page of somebody else in between',
      ['convene: unexpected-answer', 'session: not-checked', 'key: unexpected-answer'],
      () => world.server.faults.add({ kind: 'html', times: always }),
    ],
  ])('finds %s', async (_what, expected, spoil) => {
    const { companion, connection } = await world.openConnected();
    await spoil(connection);
    expect(inShort(await companion.examine())).toEqual(expect.arrayContaining(expected));
  });

  it('finds a locked keychain', async () => {
    const { companion } = await world.openConnected();
    await world.keyring.restart({ unlocked: false });
    expect(inShort(await companion.examine())).toEqual(
      expect.arrayContaining(['keychain: keychain-locked', 'key: keychain-locked']),
    );
  });
});

describe('the check-up of a computer that isn’t connected', () => {
  it('looks at what there is', async () => {
    expect(inShort(await (await world.open()).examine())).toEqual([
      'keychain: good',
      'convene: not-checked',
      'session: signed-out',
      'config-file: good',
      'entry: not-checked',
      'bridge: not-checked',
      'key: not-checked',
      'tool: not-checked',
    ]);
  });

  it('finds that Claude was never there', async () => {
    rmSync(world.configPath);
    expect(inShort(await (await world.open()).examine())).toContain('config-file: config-missing');
  });

  it('with a pasted key doesn’t ask for a session', async () => {
    await world.end();
    world = await createCompanionWorld({ metadata: false });
    const companion = await world.open();
    await companion.account.pasteKey(world.server.createKey('Claude').token);
    expect(inShort(await companion.examine())).toEqual(
      expect.arrayContaining(['convene: good', 'session: not-checked']),
    );
  });
});
