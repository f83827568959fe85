import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectionAccount, sessionAccount } from '../core/keychain/accounts.ts';
import type { ChildSecretStore } from '../core/keychain/keychain-client.ts';
import type { DemoServer } from '../demo/server.ts';
import { watchForTokens } from '../testing/token-watch.ts';
import { claudesIn, openClaude } from './testing/claude.ts';
import { type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// The built program with a real keychain and the bridge as a process: connecting and what stands on it, once, and what
// only a process can show. What these commands do besides is tried in the other files, in this process.

const entryName = 'convene-quince-street';
const cursorKey = 'Cursor on Market office laptop';
const claudeKey = 'Claude Desktop on Market office laptop';
const cursorBefore = '{\n  "mcpServers": {\n    "weather": { "command": "weather" }\n  }\n}\n';
const claudeBefore = '{\n  "globalShortcut": "Alt+C",\n  "mcpServers": {}\n}\n';

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let secrets: ChildSecretStore;
beforeAll(async () => {
  world = await openCommandWorld('real');
});
beforeEach(async () => {
  const fresh = await world.fresh();
  ({ place, convene, secrets } = fresh);
  await fresh.signIn();
});
afterAll(() => world.close());

const read = (path: string): string => readFileSync(path, 'utf8');
const working = (name: string): string[] =>
  convene
    .keys()
    .filter((key) => key.name.startsWith(name) && !key.revoked_at)
    .map((key) => key.name);
const serversIn = (file: string): string[] => Object.keys(JSON.parse(read(file)).mcpServers);

describe('another program', () => {
  let file: string;
  beforeEach(() => {
    file = place.write('.cursor/mcp.json', cursorBefore);
  });

  it('is connected with a proof, listed, checked, and disconnected without a trace', async () => {
    const connected = await place.runProgram(['connect', 'cursor']);
    expect(connected.status).toBe(0);
    expect(connected.out).toBe('Cursor is connected to Quince Street Market.\n');
    expect(connected.err).toMatch(/✓ “What’s pending today\?” answered: Quince Street Market: /);
    expect(working(cursorKey)).toHaveLength(1);
    expect(serversIn(file)).toEqual(['weather', entryName]);

    expect((await place.runProgram(['clients'])).out).toMatch(/^cursor +Cursor +found +connected$/m);
    const { status, out } = await place.runProgram(['status']);
    expect(status).toBe(0);
    expect(out).toContain(`Cursor is connected to Quince Street Market with the key “${cursorKey}”`);
    expect(out).toContain('Claude Desktop is not connected.');

    const checked = await place.runProgram(['doctor']);
    expect(checked.status).toBe(0);
    expect(checked.out).toMatch(/^Cursor:\n✓ The settings file: /);
    expect(checked.out).not.toContain('✗');

    const gone = await place.runProgram(['disconnect', 'cursor']);
    expect(gone).toMatchObject({ status: 0, out: 'Cursor is disconnected.\n' });
    expect(read(file)).toBe(cursorBefore);
    expect(working(cursorKey)).toEqual([]);
  });

  describe('that is connected', () => {
    beforeEach(async () => {
      expect((await place.run(['connect', 'cursor'])).status).toBe(0);
    });

    it('has its key replaced, is in order then, and no key of it due', async () => {
      expect((await place.runProgram(['rotate'])).out).toContain(`“${cursorKey}” is replaced.`);
      expect(working(cursorKey)).toHaveLength(1);
      expect((await place.runProgram(['doctor', 'cursor'])).status).toBe(0);
      expect((await place.runProgram(['due'])).out).not.toContain(cursorKey);
    });

    it('has its entry put back by doctor --fix', async () => {
      const connected = JSON.parse(read(file));
      writeFileSync(file, cursorBefore);
      const { status, out } = await place.runProgram(['doctor', 'cursor', '--fix']);
      expect(status).toBe(0);
      expect(out).toContain(`✓ Our entry in it: ${entryName}`);
      expect(JSON.parse(read(file))).toEqual(connected);
    });

    it('is told by doctor that no desktop session is found, not what to install', async () => {
      const { status, out } = await place.runProgram(['doctor', 'cursor'], {
        env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
      });
      expect(status).toBe(1);
      expect(out).toContain(
        '✗ The key in this computer’s keychain\n    No desktop session was found, so the keychain can’t be reached.',
      );
      expect(out).not.toContain('apt-get');
    });

    it('has no token in an argument, an environment or a file, whatever is done', async () => {
      const [{ id }] = JSON.parse(read(join(place.folder, 'connections.json'))).connections;
      const held = async (account: string) => {
        const secret = await secrets.get(account);
        return JSON.parse((secret.ok && secret.value) || '{}');
      };
      const { token } = await held(connectionAccount(id));
      const { accessToken, refreshToken } = await held(sessionAccount);
      const tokens = [token, accessToken, refreshToken];
      expect(tokens).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
      const watch = watchForTokens({ folders: [place.home], token: new RegExp(tokens.join('|')) });
      for (const args of [
        ['status'],
        ['keys', 'list'],
        ['doctor'],
        ['keys', 'revoke', cursorKey, '--yes'],
        ['logout'],
      ])
        await place.runProgram(args);
      await place.runProgram(['login', '--key'], { input: token });
      expect(await watch.end()).toEqual([]);
      expect(watch.looked()).toBeGreaterThan(0);
    });
  });
});

describe('Claude', () => {
  beforeEach(() => {
    for (const name of working(claudeKey)) convene.revokeKeyByHand(name);
    place.writeSettings(claudeBefore);
  });

  it('is waited for until Ctrl-C, and how to go on is said', async () => {
    const waiting = place.start(['connect']);
    await waiting.said(/Claude isn’t open yet/);
    waiting.child.kill('SIGINT');
    const { status, err } = await waiting.ended;
    expect(status).toBe(6);
    expect(err).toContain('Stopping. Ctrl-C again ends at once.\nWhat was done is kept: connect goes on');
    expect(serversIn(place.settings)).toEqual([entryName]);
  });

  it('gets one key from connecting twice at once, and neither spoils the other', async () => {
    const both = await Promise.all([
      place.runProgram(['connect', '--no-wait', '--json']),
      place.runProgram(['connect', '--no-wait', '--json']),
    ]);
    for (const { json } of both) expect(['claude-not-running', 'busy']).toContain(json().error?.code);
    expect(both.some(({ status }) => status === 6)).toBe(true);
    expect(working(claudeKey)).toHaveLength(1);
    expect(serversIn(place.settings)).toEqual([entryName]);
  });

  it('that is open is quit by --quit-claude, connected, and started again', async () => {
    const claude = await openClaude(place.home);
    const { status, out, err } = await place.runProgram(['connect', '--quit-claude']);
    expect({ status, out }).toEqual({
      status: 0,
      out: 'Claude Desktop is connected to Quince Street Market.\n',
    });
    expect(err).toContain('✓ Claude kept the entry');
    expect(claudesIn(place.home)).toEqual([expect.any(Number)]);
    expect(claudesIn(place.home)).not.toContain(claude);
    expect(serversIn(place.settings)).toEqual([entryName]);
    const checked = await place.run(['doctor']);
    // This Claude keeps no log, so what it has started isn't known.
    expect(checked.status).toBe(8);
    expect(checked.out).not.toContain('✗');
  });

  it('that is open stays so after a no on a terminal', async () => {
    const claude = await openClaude(place.home);
    const run = place.start(['connect', '--no-wait'], { terminal: true });
    await run.said(/Ask it to quit/);
    run.child.stdin?.write('n');
    expect((await run.ended).status).toBe(6);
    expect(claudesIn(place.home)).toEqual([claude]);
    expect(place.readSettings()).toBe(claudeBefore);
  });

  it('that is open is quit after a yes on a terminal', async () => {
    const claude = await openClaude(place.home);
    const run = place.start(['connect'], { terminal: true });
    await run.said(/Ask it to quit/);
    run.child.stdin?.write('y');
    const { status, err } = await run.ended;
    expect(status).toBe(0);
    expect(err).toContain('Claude Desktop is connected to Quince Street Market.');
    expect(claudesIn(place.home)).not.toContain(claude);
  });
});
