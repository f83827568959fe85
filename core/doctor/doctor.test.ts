import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../shared/connect-view.ts';
import type { Finding } from '../../shared/doctor.ts';
import { createMemoryWorld, settingsBefore, type World } from '../../testing/world.ts';

const keyName = 'Claude Desktop on Market office laptop';
const entryName = 'convene-quince-street';
const always = Number.POSITIVE_INFINITY;

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

/** `id: good` or `id: <code of the failure>`, in the order in which they were found. */
const inShort = (findings: readonly Finding[]): string[] =>
  findings.map((one) => `${one.id}: ${one.status === 'bad' ? one.failure?.code : one.status}`);

describe('the check-up of a connected computer', () => {
  it('finds everything good, and says what it found', async () => {
    const { companion, connection } = await world.openConnected();
    const findings = await companion.check('claude-desktop');
    expect(inShort(findings)).toEqual([
      'config-found: good',
      'config-parses: good',
      'entry: good',
      'bridge: good',
      'keychain: good',
      'convene: good',
      'tool: good',
      // Claude keeps no log here.
      'client-started: not-checked',
      'session: good',
    ]);
    expect(findings.map(({ fact }) => fact)).toEqual([
      world.configPath,
      undefined,
      entryName,
      undefined,
      connection.tokenHint,
      keyName,
      undefined,
      undefined,
      'ana@quince.example',
    ]);
  });

  it('changes nothing', async () => {
    const { companion } = await world.openConnected();
    const before = world.files().filter(({ path }) => !path.endsWith('.log'));
    const keys = world.server.keys().map(({ name, revoked_at }) => [name, revoked_at]);
    await companion.check('claude-desktop');
    expect(world.files().filter(({ path }) => !path.endsWith('.log'))).toEqual(before);
    expect(world.server.keys().map(({ name, revoked_at }) => [name, revoked_at])).toEqual(keys);
  });

  it.each<[string, string[], (connection: Connection) => unknown]>([
    [
      'a key that was revoked elsewhere',
      ['bridge: good', 'convene: refused', 'tool: not-checked'],
      () => world.server.revokeKeyByHand(keyName),
    ],
    [
      'settings that Claude can’t read',
      ['config-found: good', 'config-parses: config-not-json', 'entry: not-checked', 'bridge: good'],
      () => writeFileSync(world.configPath, '{,}'),
    ],
    [
      'settings that are gone',
      ['config-found: config-missing', 'config-parses: not-checked', 'entry: not-checked', 'bridge: good'],
      () => rmSync(world.configPath),
    ],
    [
      'an entry that is gone',
      ['config-parses: good', 'entry: entry-vanished', 'bridge: good', 'convene: good'],
      () => writeFileSync(world.configPath, '{}'),
    ],
    [
      'an entry whose program was moved away',
      ['entry: entry-stale', 'bridge: bridge-missing', 'convene: not-checked', 'tool: not-checked'],
      () => {
        const settings = JSON.parse(world.config());
        settings.mcpServers[entryName].command = join(world.folder, 'gone');
        writeFileSync(world.configPath, JSON.stringify(settings));
      },
    ],
    [
      'a secret that is gone from the keychain',
      ['keychain: secret-missing', 'bridge: good', 'convene: secret-missing'],
      ({ id }) => world.secrets.delete(`connection:${id}`),
    ],
    [
      'a session that was ended elsewhere',
      ['session: signed-out', 'convene: good', 'tool: good'],
      () => world.server.endSessions(),
    ],
    [
      'a market that became a draft',
      ['bridge: good', 'convene: not-allowed', 'tool: not-checked'],
      () => world.server.setDraft('org_quince', true),
    ],
    [
      'a lost connection',
      ['keychain: good', 'session: offline', 'bridge: good', 'convene: offline'],
      () => world.server.faults.add({ kind: 'close', times: always }),
    ],
    [
      'a page of somebody else in between',
      ['session: unexpected-answer', 'convene: unexpected-answer'],
      () => world.server.faults.add({ kind: 'html', times: always }),
    ],
  ])('finds %s', async (_what, expected, spoil) => {
    const { companion, connection } = await world.openConnected();
    await spoil(connection);
    expect(inShort(await companion.check('claude-desktop'))).toEqual(expect.arrayContaining(expected));
  });

  it('finds a locked keychain', async () => {
    const { companion } = await world.openConnected();
    await world.keyring.restart({ unlocked: false });
    expect(inShort(await companion.check('claude-desktop'))).toEqual(
      expect.arrayContaining(['keychain: keychain-locked', 'convene: keychain-locked']),
    );
  });
});

describe('the check-up of a computer that isn’t connected', () => {
  it('looks at what there is', async () => {
    expect(inShort(await (await world.open()).check('claude-desktop'))).toEqual([
      'config-found: good',
      'config-parses: good',
      'entry: not-checked',
      'bridge: not-checked',
      'keychain: not-checked',
      'convene: not-checked',
      'tool: not-checked',
      'client-started: not-checked',
      'session: signed-out',
    ]);
  });

  it('finds that Claude was never there', async () => {
    rmSync(world.configPath);
    expect(inShort(await (await world.open()).check('claude-desktop'))).toContain(
      'config-found: config-missing',
    );
  });

  it('with a pasted key doesn’t ask for a session', async () => {
    await world.end();
    world = await createMemoryWorld({ metadata: false });
    const companion = await world.open();
    await companion.account.pasteKey(world.server.createKey('Claude').token);
    expect(inShort(await companion.check('claude-desktop'))).toEqual(
      expect.arrayContaining(['config-found: good', 'session: not-checked']),
    );
  });
});

describe('what fixes it', () => {
  const fixOf = async (spoil: (connection: Connection) => unknown): Promise<string | undefined> => {
    const { companion, connection } = await world.openConnected();
    await spoil(connection);
    return (await companion.check('claude-desktop')).find(({ status }) => status === 'bad')?.fix;
  };

  it.each<[string, string | undefined, (connection: Connection) => unknown]>([
    ['a trailing comma', 'repair-file', () => writeFileSync(world.configPath, '{ "mcpServers": {}, }')],
    ['a comment', 'repair-file', () => writeFileSync(world.configPath, '{ // mine\n}')],
    ['other damage', 'restore-file', () => writeFileSync(world.configPath, '{,}')],
    ['a file that is gone', 'restore-file', () => rmSync(world.configPath)],
    ['an entry that is gone', 'put-entry-back', () => writeFileSync(world.configPath, '{}')],
    ['a revoked key', 'connect-again', () => world.server.revokeKeyByHand(keyName)],
    ['a secret that is gone', 'connect-again', ({ id }) => world.secrets.delete(`connection:${id}`)],
    ['a lost connection', 'check-again', () => world.server.faults.add({ kind: 'close', times: always })],
    ['a session that ended', 'sign-in', () => world.server.endSessions()],
  ])('%s: %s', async (_what, fix, spoil) => {
    expect(await fixOf(spoil)).toBe(fix);
  });

  it('one press puts our entry back, quits Claude for it and starts it again', async () => {
    const { companion } = await world.openConnected();
    writeFileSync(world.configPath, settingsBefore);
    const fixed = await companion.fix('claude-desktop');
    expect(fixed.ok && inShort(fixed.value)).toContain('entry: good');
    expect(JSON.parse(world.config()).mcpServers).toHaveProperty(entryName);
    expect(world.claude.running).toBe(true);
  });

  it('what the person has to choose isn’t done by one press', async () => {
    const { companion } = await world.openConnected();
    writeFileSync(world.configPath, '{ "mcpServers": {}, }');
    expect(await companion.fix('claude-desktop')).toMatchObject({ error: { code: 'config-not-json' } });
    expect(world.config()).toBe('{ "mcpServers": {}, }');
  });

  it('where all is good there is nothing to do', async () => {
    const { companion } = await world.openConnected();
    expect(await companion.fix('claude-desktop')).toMatchObject({ error: { code: 'nothing-to-do' } });
  });
});

describe('what Claude’s own log says', () => {
  const say = (lines: string): void => {
    const folder = join(dirname(world.configPath), 'logs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `mcp-server-${entryName}.log`), lines);
  };
  const line = (words: string, level = 'info'): string =>
    `${new Date(Date.now() + 1000).toISOString()} [${entryName}] [${level}] ${words} { metadata: undefined }\n`;
  const started = async () => {
    const { companion } = await world.openConnected();
    return async () => (await companion.check('claude-desktop')).find(({ id }) => id === 'client-started');
  };

  it('that it started our helper', async () => {
    const look = await started();
    say(line('Server started and connected successfully'));
    expect(await look()).toMatchObject({ status: 'good' });
  });

  it('that it failed to, with Claude’s words kept for the log', async () => {
    const look = await started();
    say(line('Initializing server...') + line('spawn /gone ENOENT', 'error'));
    expect(await look()).toMatchObject({
      status: 'bad',
      fix: 'restart-client',
      failure: { code: 'helper-not-started', detail: expect.stringContaining('ENOENT') },
    });
  });

  it('that it last did before it was started again', async () => {
    const look = await started();
    say(line('Server started and connected successfully').replace(/^\S+/, '2026-01-01T00:00:00.000Z'));
    expect(await look()).toMatchObject({ status: 'bad', fix: 'restart-client' });
  });

  it('isn’t asked while it isn’t open', async () => {
    const look = await started();
    world.claude.running = false;
    expect(await look()).toMatchObject({ status: 'not-checked' });
  });
});

describe('no finding', () => {
  it('holds a key', async () => {
    const { companion, connection } = await world.openConnected();
    const secret = await companion.connections.secret(connection.id);
    const token = (secret.ok && secret.value?.token) || 'no token';
    for (const spoil of [
      () => {},
      () => world.server.revokeKeyByHand(keyName),
      () => rmSync(world.configPath),
    ]) {
      spoil();
      expect(JSON.stringify(await companion.check('claude-desktop'))).not.toContain(token);
    }
  });
});
