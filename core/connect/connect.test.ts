import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoPeople, harbor } from '../../demo/seed/people.ts';
import { type ConnectView, connectStepIds } from '../../shared/connect-view.ts';
import { startMarket } from '../../testing/market.ts';
import { revokedInNameOnly } from '../../testing/revoked-in-name-only.ts';
import { createMemoryWorld, createWorld, settingsBefore, type World } from '../../testing/world.ts';
import type { Companion } from '../companion.ts';

const keyName = 'Claude Desktop on Market office laptop';

let world: World;
beforeEach(async () => {
  world = await createMemoryWorld();
});
afterEach(() => world.end());

/** Claude as it is after the entry was written and the person has started it. */
const startClaude = (): void => {
  Object.assign(world.claude, { running: true, since: new Date() });
};
const quitClaude = (): void => {
  world.claude.running = false;
};

const stepsOf = (view: ConnectView): string[] =>
  'steps' in view ? view.steps.map(({ status }) => status) : [];
const failureOf = (view: ConnectView): string | undefined =>
  view.state === 'connecting' ? view.steps.find((step) => step.failure)?.failure?.code : undefined;

/** Starts connecting and brings it to its end, Claude being started when it is asked for. */
async function connected(companion: Companion): Promise<void> {
  await companion.connector('claude-desktop').start();
  startClaude();
  await vi.waitFor(() => expect(companion.connector('claude-desktop').view().state).toBe('connected'), {
    timeout: 15_000,
  });
}

async function signInAs(companion: Companion, email?: string, server = world.server): Promise<void> {
  await companion.account.signIn('convene');
  server.approve(companion.account.pendingSignIn()?.userCode ?? '', email);
  await companion.account.settled();
}

async function expectNothingLeft(): Promise<void> {
  expect(world.liveKeys()).not.toContain(keyName);
  expect(world.config()).toBe(settingsBefore);
  expect(world.journal()).toEqual({ pending: null });
}

describe('connecting Claude', () => {
  it('makes one key, writes one entry, and proves it with an answer', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    const view = companion.connector('claude-desktop').view();
    expect(stepsOf(view)).toEqual(connectStepIds.map(() => 'done'));
    expect(view.state === 'connected' && view.steps.at(-1)?.fact).toBe(
      'Quince Street Market: 3 applications and 5 orders pending.',
    );
    expect(world.liveKeys().filter((name) => name === keyName)).toHaveLength(1);
    expect(Object.keys(JSON.parse(world.config()).mcpServers)).toEqual(['weather', 'convene-quince-street']);
  });

  it('writes no key into any file', async () => {
    await connected(await world.openSignedIn());
    expect(world.files().filter(({ text }) => /fm_(org|session|refresh)_\w{16}/.test(text))).toEqual([]);
  });

  it('waits for Claude to be quit, and goes on by itself', async () => {
    startClaude();
    const companion = await world.openSignedIn();
    await companion.connector('claude-desktop').start();
    expect(failureOf(companion.connector('claude-desktop').view())).toBe('claude-running');
    expect(world.config()).toBe(settingsBefore);
    quitClaude();
    await vi.waitFor(() =>
      expect(failureOf(companion.connector('claude-desktop').view())).toBe('claude-not-running'),
    );
    expect(world.config()).toContain('convene-quince-street');
  });

  it('does not take a Claude that was never restarted for one that has read the entry', async () => {
    const companion = await world.openSignedIn();
    await companion.connector('claude-desktop').start();
    Object.assign(world.claude, { running: true, since: new Date(Date.now() - 60_000) });
    await vi.waitFor(() =>
      expect(failureOf(companion.connector('claude-desktop').view())).toBe('claude-not-restarted'),
    );
  });

  it('tells when Claude dropped the entry, and begins again at quitting Claude', async () => {
    const companion = await world.openSignedIn();
    await companion.connector('claude-desktop').start();
    writeFileSync(world.configPath, settingsBefore);
    startClaude();
    await vi.waitFor(() =>
      expect(failureOf(companion.connector('claude-desktop').view())).toBe('entry-vanished'),
    );
    await companion.connector('claude-desktop').resume();
    expect(failureOf(companion.connector('claude-desktop').view())).toBe('claude-running');
    quitClaude();
    await vi.waitFor(() =>
      expect(failureOf(companion.connector('claude-desktop').view())).toBe('claude-not-running'),
    );
    expect(world.liveKeys().filter((name) => name === keyName)).toHaveLength(1);
  });

  it('of a volunteer is not allowed and makes nothing', async () => {
    const companion = await world.openSignedIn(demoPeople.vera.email);
    expect(await companion.connector('claude-desktop').start()).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
    await expectNothingLeft();
  });

  it('twice at once, by two companions, makes one key and one entry', async () => {
    const one = await world.openSignedIn();
    const other = await world.open();
    await Promise.all([one.connector('claude-desktop').start(), other.connector('claude-desktop').start()]);
    startClaude();
    await vi.waitFor(
      async () => {
        await other.connector('claude-desktop').resume();
        expect(other.connector('claude-desktop').view().state).toBe('connected');
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(world.server.keys().filter(({ name }) => name === keyName)).toHaveLength(1);
    expect(world.config().match(/convene-quince-street/g)).toHaveLength(1);
  });
});

describe('settings that Claude could not read', () => {
  it.each([
    ['a comment', '{\n  // mine\n}', 'config-not-json'],
    ['a byte order mark', '\ufeff{}', 'config-byte-order-mark'],
    ['nothing in it', '', 'config-empty'],
    ['bad JSON', '{"a": }', 'config-not-json'],
    ['65 MB', `{"a":"${'x'.repeat(65 * 1024 * 1024)}"}`, 'config-too-large'],
    ['servers that are no object', '{"mcpServers": 7}', 'config-servers-not-an-object'],
  ])('with %s are refused before any key is made, and not one byte is changed', async (_what, text, code) => {
    writeFileSync(world.configPath, text);
    const companion = await world.openSignedIn();
    expect(await companion.connector('claude-desktop').start()).toMatchObject({ ok: false, error: { code } });
    expect(world.config()).toBe(text);
    expect(world.liveKeys()).not.toContain(keyName);
  });

  it('that are missing are refused, and no file is made', async () => {
    rmSync(world.configPath);
    const companion = await world.openSignedIn();
    expect(await companion.connector('claude-desktop').start()).toMatchObject({
      ok: false,
      error: { code: 'config-missing' },
    });
    expect(() => readFileSync(world.configPath)).toThrow();
  });

  it('whose place is taken by a folder are refused', async () => {
    rmSync(world.configPath);
    mkdirSync(world.configPath);
    const companion = await world.openSignedIn();
    expect(await companion.connector('claude-desktop').start()).toMatchObject({
      ok: false,
      error: { code: 'config-not-a-file' },
    });
  });
});

describe('a connecting that is interrupted', () => {
  it('by somebody who revokes the key between two steps is told that it was refused', async () => {
    const companion = await world.openSignedIn();
    await companion.connector('claude-desktop').start();
    world.server.revokeKeyByHand(keyName);
    startClaude();
    await vi.waitFor(() => expect(failureOf(companion.connector('claude-desktop').view())).toBe('refused'), {
      timeout: 15_000,
    });
    quitClaude();
    await companion.connector('claude-desktop').undo();
    await expectNothingLeft();
  });

  it('by somebody who signs in at another Convene is not gone on with there', async () => {
    const companion = await world.openSignedIn();
    const fault = world.server.faults.add({
      kind: 'close',
      method: 'POST',
      path: '/admin/api_keys',
      times: 9,
    });
    await companion.connector('claude-desktop').start();
    fault.remove();
    world.server.endSessions();
    await companion.account.refresh();
    const elsewhere = await startMarket({ deviceIntervalSeconds: 0.01 });
    const next = await world.open({ env: { CONVENE_SERVER: elsewhere.address } });
    await signInAs(next, undefined, elsewhere);
    await next.connector('claude-desktop').resume();
    expect(failureOf(next.connector('claude-desktop').view())).toBe('signed-out');
    await next.connector('claude-desktop').undo();
    expect(next.connector('claude-desktop').view()).toMatchObject({ undoFailure: { code: 'signed-out' } });
    expect(elsewhere.keys().map(({ name }) => name)).not.toContain(keyName);
    await elsewhere.stop();
  });

  it('by a locked keychain leaves no key that nobody can use', async () => {
    const companion = await world.openSignedIn();
    await companion.keys.refresh();
    await world.keyring.restart({ unlocked: false });
    await companion.connector('claude-desktop').start();
    expect(failureOf(companion.connector('claude-desktop').view())).toBe('keychain-locked');
    await world.keyring.restart();
    await companion.connector('claude-desktop').undo();
    await expectNothingLeft();
  });
});

describe('disconnecting', () => {
  it('removes the entry and revokes the key', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    expect(await companion.connector('claude-desktop').disconnect(true)).toMatchObject({
      ok: true,
      value: { state: 'not-connected', client: 'claude-desktop' },
    });
    await expectNothingLeft();
  });

  it('keeps the key alive when that is wanted', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    await companion.connector('claude-desktop').disconnect(false);
    expect(world.config()).toBe(settingsBefore);
    expect(world.liveKeys()).toContain(keyName);
  });

  it('while Claude runs is refused, because Claude would write the entry back', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    const before = world.config();
    expect(await companion.connector('claude-desktop').disconnect(true)).toMatchObject({
      ok: false,
      error: { code: 'claude-running' },
    });
    expect(world.config()).toBe(before);
    expect(world.liveKeys()).toContain(keyName);
  });

  it('revokes the key in its own market, whichever is chosen by then', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    await companion.account.chooseOrganization(harbor.id);
    expect(await companion.connector('claude-desktop').disconnect(true)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });

  it('by somebody who doesn’t belong to its market doesn’t count as revoking', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    world.server.endSessions();
    await companion.account.refresh();
    await signInAs(companion, demoPeople.ines.email);
    expect(await companion.connector('claude-desktop').disconnect(true)).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
    expect(companion.connector('claude-desktop').view().state).toBe('connected');
  });

  it('while signed in at another Convene doesn’t count as revoking', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    world.server.endSessions();
    await companion.account.refresh();
    const elsewhere = await startMarket({ deviceIntervalSeconds: 0.01 });
    const next = await world.open({ env: { CONVENE_SERVER: elsewhere.address } });
    await signInAs(next, undefined, elsewhere);
    expect(await next.connector('claude-desktop').disconnect(true)).toMatchObject({
      ok: false,
      error: { code: 'signed-out' },
    });
    expect(world.liveKeys()).toContain(keyName);
    await elsewhere.stop();
  });

  it('of a key that Convene calls revoked and still accepts is not done', async () => {
    const companion = await world.openSignedIn();
    await connected(companion);
    quitClaude();
    revokedInNameOnly(world.server, keyName, { times: 1 });
    expect(await companion.connector('claude-desktop').disconnect(true)).toMatchObject({
      ok: false,
      error: { code: 'revoked-key-accepted', name: keyName, at: expect.any(String) },
    });
    await companion.connector('claude-desktop').disconnect(true);
    await expectNothingLeft();
  });
});

describe('connecting with a pasted key', () => {
  it('makes no key, and leaves the pasted one alive when it is disconnected', async () => {
    await world.end();
    world = await createMemoryWorld({ metadata: false });
    const companion = await world.open();
    const keys = world.server.keys().length + 1;
    await companion.account.pasteKey(world.server.createKey('Claude').token);
    await connected(companion);
    quitClaude();
    await companion.connector('claude-desktop').disconnect(true);
    expect(world.config()).toBe(settingsBefore);
    expect(world.server.keys()).toHaveLength(keys);
    expect(world.liveKeys()).toContain('Claude');
  });
});

describe('an entry of the same name', () => {
  it('that is somebody else’s is not touched, and no key is made', async () => {
    const theirs = '{"mcpServers":{"convene-quince-street":{"command":"node","args":["mine.js"]}}}';
    writeFileSync(world.configPath, theirs);
    const companion = await world.openSignedIn();
    expect(await companion.connector('claude-desktop').start()).toMatchObject({
      ok: false,
      error: { code: 'entry-name-taken', name: 'convene-quince-street', path: world.configPath },
    });
    expect(world.config()).toBe(theirs);
    expect(world.liveKeys()).not.toContain(keyName);
  });

  it('that a sign-out left behind, as Claude ran, is taken over and removed in the end', async () => {
    const first = await world.openSignedIn();
    await connected(first);
    expect((await first.signOut()).leftBehind).toMatchObject([{ what: 'entry' }]);
    quitClaude();
    await signInAs(first);
    await connected(first);
    quitClaude();
    await first.connector('claude-desktop').disconnect(true);
    await expectNothingLeft();
  });
});

describe('a companion that is killed while Convene makes the key', () => {
  it('is followed by one that goes on to exactly one key', async () => {
    await world.end();
    world = await createWorld();
    await (await world.openSignedIn()).close();
    const fault = world.server.faults.add({
      kind: 'hang',
      method: 'POST',
      path: '/admin/api_keys',
      times: 9,
    });
    const killed = spawn(process.execPath, [resolve('out/programs/cli.cjs'), 'connect', '--json'], {
      env: { ...process.env, ...world.programEnv },
      stdio: 'ignore',
    });
    await vi.waitFor(() => expect(fault.hits()).toBe(1), { timeout: 15_000 });
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    fault.remove();
    const next = await world.open();
    expect(next.connector('claude-desktop').view()).toMatchObject({ state: 'connecting', phase: 'paused' });
    await next.connector('claude-desktop').resume();
    startClaude();
    await vi.waitFor(() => expect(next.connector('claude-desktop').view().state).toBe('connected'), {
      timeout: 15_000,
    });
    expect(world.server.keys().filter(({ name }) => name === keyName)).toHaveLength(1);
  });
});

describe.each(['Stall 🥕 "two"', 'ünï'.repeat(100), '👩🏽‍🌾’s laptop'])(
  'a computer called %s',
  (deviceName) => {
    it('is connected under a name that Convene takes', async () => {
      await world.end();
      world = await createMemoryWorld({ deviceName });
      const companion = await world.openSignedIn();
      await connected(companion);
      expect(world.liveKeys().some((name) => name.startsWith('Claude Desktop on '))).toBe(true);
    });
  },
);
