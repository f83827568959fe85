import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { exitStatus } from './exit-status.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// Whether Claude runs is looked up for the whole computer, so nothing here starts one: connecting goes as far as
// "start Claude". The rest is tried in the journeys.

const keyName = 'Claude Desktop on Market office laptop';
const otherSettings = '{\n  "globalShortcut": "Alt+C",\n  "mcpServers": {}\n}\n';

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
  for (const { name, revoked_at } of convene.keys())
    if (name === keyName && !revoked_at) convene.revokeKeyByHand(keyName);
  place.writeSettings(otherSettings);
});
afterAll(() => world.close());

const workingKeys = () => convene.keys().filter(({ name, revoked_at }) => name === keyName && !revoked_at);
const entries = (): string[] => Object.keys(JSON.parse(place.readSettings()).mcpServers);

const refuseNewKeys = () =>
  convene.faults.add({
    kind: 'answer',
    method: 'POST',
    path: '/admin/api_keys',
    status: 403,
    body: JSON.stringify({ error: 'No.' }),
    contentType: 'application/json',
    times: Number.POSITIVE_INFINITY,
  });

describe('connect', () => {
  it('goes as far as it can without Claude, and says what it waits for', async () => {
    await signIn();
    const { status, err, out } = await place.run(['connect', '--no-wait']);
    expect(status).toBe(6);
    expect(err).toContain('✓ Key ready: The key ending in …');
    expect(err).toContain('✓ Entry written');
    expect(err).toContain('… Claude isn’t open yet. Start Claude.');
    expect(err).toContain('connect goes on from here, disconnect takes it back.');
    expect(out).toBe('');
    expect(workingKeys()).toHaveLength(1);
    expect(entries()).toEqual(['convene-quince-street']);
    expect((await place.run(['status'])).out).toContain('Connecting Claude Desktop has begun');
  });

  it('answers one JSON object that says what it waits for', async () => {
    await signIn();
    const { json, status } = await place.run(['connect', '--no-wait', '--json']);
    expect(status).toBe(6);
    expect(json()).toMatchObject({ ok: false, error: { code: 'claude-not-running' } });
  });

  it('run again goes on with what was begun', async () => {
    await signIn();
    await place.run(['connect', '--no-wait']);
    const before = place.readSettings();
    const { status, err } = await place.run(['connect', '--no-wait']);
    expect(status).toBe(6);
    expect(err).toContain('✓ Key ready');
    expect(workingKeys()).toHaveLength(1);
    expect(place.readSettings()).toBe(before);
  });

  it('refuses a broken settings file with line and column, and changes nothing', async () => {
    await signIn();
    const broken = '{\n  "mcpServers": {,}\n}\n';
    place.writeSettings(broken);
    const words = await place.run(['connect', '--no-wait']);
    expect(words.status).toBe(1);
    expect(words.err).toContain('has a mistake in line 2, at character 18.');
    expect(words.err).toContain(place.settings);
    expect((await place.run(['connect', '--no-wait', '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'config-not-json', line: 2, column: 18, path: place.settings },
    });
    expect(place.readSettings()).toBe(broken);
    expect(workingKeys()).toEqual([]);
    expect((await place.run(['status'])).out).toContain('Claude Desktop is not connected.');
  });

  it('takes back what it did when a step fails', async () => {
    await signIn();
    place.writeSettings('{"mcpServers":{}}');
    refuseNewKeys();
    const { status, err } = await place.run(['connect', '--no-wait']);
    expect(status).toBe(exitStatus.notAllowed);
    expect(err).toContain('✗ Key ready');
    expect(err).toContain('What was done is taken back.');
    expect(err).toContain('Convene doesn’t allow this.');
    expect(place.readSettings()).toBe('{"mcpServers":{}}');
    expect((await place.run(['status'])).out).toContain('Claude Desktop is not connected.');
  });

  it('with --keep keeps it, and disconnect takes it back', async () => {
    await signIn();
    refuseNewKeys();
    expect((await place.run(['connect', '--no-wait', '--keep'])).status).toBe(exitStatus.notAllowed);
    expect((await place.run(['status'])).out).toContain('Connecting Claude Desktop has begun');
    expect((await place.run(['disconnect'])).status).toBe(0);
    expect((await place.run(['status'])).out).toContain('Claude Desktop is not connected.');
  });

  it('makes no key with a pasted one', async () => {
    const { token, key } = convene.createKey('Pasted');
    await place.run(['login', '--key'], { input: token });
    const before = convene.keys().length;
    const { status, err } = await place.run(['connect', '--no-wait']);
    expect(status).toBe(6);
    expect(err).toContain(`ending in ${key.token_hint}`);
    expect(convene.keys()).toHaveLength(before);
  });

  it('isn’t for volunteers, and needs a sign-in', async () => {
    expect((await place.run(['connect', '--no-wait'])).status).toBe(3);
    await signIn('vera@quince.example');
    expect((await place.run(['connect', '--no-wait'])).status).toBe(3);
    expect(place.readSettings()).toBe(otherSettings);
  });

  it('says that Convene can’t be reached, and leaves nothing begun', async () => {
    await signIn();
    await convene.stop();
    const { status, err } = await place.run(['connect', '--no-wait']);
    expect(status).toBe(4);
    expect(err).toContain('Convene can’t be reached.');
    expect(place.readSettings()).toBe(otherSettings);
  });
});

describe('disconnect', () => {
  it('takes back what was begun, byte for byte', async () => {
    await signIn();
    await place.run(['connect', '--no-wait']);
    const { status, out } = await place.run(['disconnect']);
    expect(status).toBe(0);
    expect(out).toBe('Claude Desktop is disconnected.\n');
    expect(place.readSettings()).toBe(otherSettings);
    expect(workingKeys()).toEqual([]);
  });

  it('of nothing says that there is nothing to do', async () => {
    await signIn();
    const { status, err } = await place.run(['disconnect']);
    expect(status).toBe(1);
    expect(err).toContain('There is nothing to do here.');
  });

  it('says that it isn’t finished when Convene can’t be reached, and goes on when run again', async () => {
    await signIn();
    await place.run(['connect', '--no-wait']);
    const lost = convene.faults.add({ kind: 'close', times: Number.POSITIVE_INFINITY });
    const { status, err } = await place.run(['disconnect']);
    expect(status).toBe(5);
    expect(err).toContain('Not everything is taken back yet. Run disconnect again.');
    lost.remove();
    expect((await place.run(['disconnect'])).status).toBe(0);
    expect(workingKeys()).toEqual([]);
  });
});

describe('logout', () => {
  it('takes back what was begun: no key, no entry', async () => {
    await signIn();
    await place.run(['connect', '--no-wait']);
    expect((await place.run(['logout'])).status).toBe(0);
    expect(place.readSettings()).toBe(otherSettings);
    expect(workingKeys()).toEqual([]);
  });
});

describe('doctor', () => {
  it('says what is good and what isn’t connected yet, and isn’t content with that', async () => {
    await signIn();
    const { status, out } = await place.run(['doctor']);
    expect(status).toBe(8);
    expect(out.trimEnd().split('\n')).toEqual([
      `✓ The settings file: ${place.settings}`,
      '✓ What is written in it',
      '· Our entry in it: not checked',
      '· Our helper program: not checked',
      '· The key in this computer’s keychain: not checked',
      '· Convene accepts the key: not checked',
      '· An answer from Convene: not checked',
      '· The program has started our helper: not checked',
      '✓ Your sign-in: ana@quince.example',
    ]);
  });

  it('ends with the status of what has to be fixed first', async () => {
    place.writeSettings('{');
    const { status, out } = await place.run(['doctor']);
    expect(status).toBe(1);
    expect(out).toContain('✗ What is written in it\n    Claude’s settings file has a mistake in line 1');
    expect(out).toContain('✗ Your sign-in');
    place.writeSettings(otherSettings);
    expect((await place.run(['doctor'])).status).toBe(3);
  });

  it('answers one JSON object with every finding', async () => {
    await signIn();
    place.writeSettings('{');
    const { status, json } = await place.run(['doctor', '--json']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({
      ok: true,
      value: {
        findings: [
          { id: 'config-found', client: 'claude-desktop', status: 'good', fact: place.settings },
          { id: 'config-parses', status: 'bad', failure: { code: 'config-not-json', line: 1, column: 2 } },
          { id: 'entry', status: 'not-checked' },
          { id: 'bridge', status: 'not-checked' },
          { id: 'keychain', status: 'not-checked' },
          { id: 'convene', status: 'not-checked' },
          { id: 'tool', status: 'not-checked' },
          { id: 'client-started', status: 'not-checked' },
          { id: 'session', status: 'good', fact: 'ana@quince.example' },
        ],
      },
    });
  });
});
