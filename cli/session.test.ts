import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DemoServer, startDemoServer } from '../demo/server.ts';
import { type Keyring, startKeyring } from '../testing/keyring/keyring.ts';
import { openPlace, type Place } from './testing/place.ts';

let keyring: Keyring;
let convene: DemoServer;
let place: Place;
beforeEach(async () => {
  [keyring, convene] = await Promise.all([
    startKeyring(),
    startDemoServer({ inMemory: true, deviceIntervalSeconds: 0.05 }),
  ]);
  place = openPlace({ ...keyring.env, CONVENE_SERVER: convene.address });
});
afterEach(async () => {
  place.close();
  await convene.stop();
  await keyring.stop();
});

const signIn = (who?: string) => place.login((code) => convene.approve(code, who));

describe('login', () => {
  it('shows the address and the code, waits, and says who is signed in', async () => {
    const login = place.start(['login']);
    const [, address] = await login.said(/Open (\S+)/);
    const [, code = ''] = await login.said(/code (\S+)\./);
    expect(address).toContain(convene.address);
    convene.approve(code);
    const { status, out } = await login.ended;
    expect(status).toBe(0);
    expect(out).toContain('Signed in as Ana Ferreira (ana@quince.example), for Quince Street Market');
  });

  it('answers one JSON object, and shows the code beside it', async () => {
    const login = place.start(['login', '--json']);
    const [, code = ''] = await login.said(/code (\S+)\./);
    convene.approve(code);
    expect((await login.ended).json()).toMatchObject({ ok: true, value: { state: 'signed-in' } });
  });

  it('that was denied in the browser says so', async () => {
    const login = place.start(['login']);
    const [, code = ''] = await login.said(/code (\S+)\./);
    convene.deny(code);
    const { status, err } = await login.ended;
    expect(status).toBe(3);
    expect(err).toContain('Sign-in was denied in the browser.');
  });

  it('says that Convene can’t be reached', async () => {
    await convene.stop();
    const { status, err, out } = await place.run(['login']);
    expect(status).toBe(4);
    expect(err).toContain('Convene can’t be reached.');
    expect(out).toBe('');
  });

  it('says how to go on where sign-in isn’t offered', async () => {
    const today = await startDemoServer({ inMemory: true, metadata: false });
    const { status, err } = await place.run(['login'], { env: { CONVENE_SERVER: today.address } });
    await today.stop();
    expect(status).toBe(3);
    expect(err).toContain('convene-companion login --key');
  });

  it('stops at Ctrl-C, and nobody is signed in', async () => {
    const login = place.start(['login', '--json']);
    await login.said(/Ctrl-C stops/);
    login.child.kill('SIGINT');
    const ended = await login.ended;
    expect(ended.status).toBe(3);
    expect(ended.json()).toMatchObject({ ok: false, error: { code: 'sign-in-cancelled' } });
    expect((await place.run(['status'])).status).toBe(3);
  });

  it('keeps a session that stands instead of leaving it behind on the server', async () => {
    await signIn();
    const again = await place.run(['login']);
    expect(again.status).toBe(0);
    expect(again.out).toContain('Signed in as Ana Ferreira');
    const key = await place.run(['login', '--key'], { input: `${convene.createKey('Spare').token}\n` });
    expect(key.status).toBe(2);
    expect(key.err).toContain('Run logout first.');
  });

  it('goes on to sign in when the session was ended on the server', async () => {
    await signIn();
    convene.endSessions();
    const { status, out } = await signIn('tom@quince.example');
    expect(status).toBe(0);
    expect(out).toContain('Tom Okafor');
  });

  it('says that the keychain is missing before it asks anybody to approve', async () => {
    const { status, err } = await place.run(['login'], {
      env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
    });
    expect(status).toBe(1);
    expect(err).toContain('This computer has no keychain running.');
    expect(err).not.toContain('approve');
  });
});

describe('login with a key', () => {
  it('takes it from standard input', async () => {
    const { token } = convene.createKey('Pasted');
    const { status, out } = await place.run(['login', '--key'], { input: `\n  ${token}\n` });
    expect(status).toBe(0);
    expect(out).toContain(`Working with the pasted key …${token.slice(-4)} of Quince Street Market`);
  });

  it('does not wait for the pipe to be closed', async () => {
    const { token } = convene.createKey('Pasted');
    const login = place.start(['login', '--key'], { input: `${token}\n`, inputStaysOpen: true });
    expect((await login.ended).status).toBe(0);
  });

  it.each([
    ['another word', 'hunter2\n'],
    ['an empty line', '\n'],
    ['a key cut short', 'fm_org_abc\n'],
  ])('refuses %s', async (_what, input) => {
    const { status, err } = await place.run(['login', '--key'], { input });
    expect(status).toBe(2);
    expect(err).toContain('This isn’t a Convene key.');
  });

  it('says that Convene refused a key that was revoked', async () => {
    const { token } = convene.createKey('Gone');
    convene.revokeKeyByHand('Gone');
    const { status, err } = await place.run(['login', '--key'], { input: token });
    expect(status).toBe(3);
    expect(err).toContain('Convene refused this key.');
    expect((await place.run(['status'])).status).toBe(3);
  });

  it.each([
    ['--key', '='],
    ['--key', ' '],
    ['', ' '],
  ])('refuses one among the arguments without repeating it (%s%s)', async (option, joint) => {
    // Long enough to be refused, and too short for the watch over the whole run, which would find it here.
    const token = `fm_org_${randomBytes(6).toString('hex')}`;
    const args = ['login', ...`${option}${joint}${token}`.split(' ').filter(Boolean)];
    const words = await place.run(args);
    expect(words.status).toBe(2);
    expect(words.err).toContain('A key must not stand in a command');
    expect((await place.run([...args, '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
  });
});

describe('status', () => {
  it('says that nobody is signed in, with status 3', async () => {
    const words = await place.run(['status']);
    expect(words).toMatchObject({ status: 3, err: '' });
    expect(words.out).toContain('Nobody is signed in. Run: convene-companion login');
    const json = await place.run(['status', '--json']);
    expect(json.status).toBe(3);
    expect(json.json()).toEqual({
      ok: true,
      value: {
        account: { state: 'signed-out' },
        connections: [{ state: 'not-connected', client: 'claude-desktop' }],
        findings: [],
      },
    });
  });

  it('says who is signed in, and what is connected', async () => {
    await signIn();
    const words = await place.run(['status']);
    expect(words.status).toBe(0);
    expect(words.out).toContain('for Quince Street Market');
    expect(words.out).toContain('Claude Desktop is not connected.');
    expect((await place.run(['--json', 'status'])).json()).toMatchObject({
      ok: true,
      value: { account: { state: 'signed-in', person: { email: 'ana@quince.example' } } },
    });
  });

  it('says what a pasted key can’t do', async () => {
    await place.run(['login', '--key'], { input: convene.createKey('Pasted').token });
    const { status, out } = await place.run(['status']);
    expect(status).toBe(0);
    expect(out).toContain('A key can’t manage keys: login without --key does.');
  });

  it('notices that the session was ended on the server', async () => {
    await signIn();
    convene.endSessions();
    const { status, out } = await place.run(['status']);
    expect(status).toBe(3);
    expect(out).toContain('Nobody is signed in.');
  });

  it('says what it remembers when Convene can’t be reached, with status 4', async () => {
    await signIn();
    await convene.stop();
    const words = await place.run(['status']);
    expect(words.status).toBe(4);
    expect(words.out).toContain('Signed in as Ana Ferreira');
    expect(words.err).toContain('Not up to date. Convene can’t be reached.');
  });
});

describe('organization', () => {
  it('lists those of the person and chooses the one that the others are about', async () => {
    await signIn();
    expect((await place.run(['organization'])).out).toBe(
      '* Quince Street Market (quince-street)\n  Harbor Makers Fair (harbor-makers)\n',
    );
    expect((await place.run(['organization', 'harbor-makers'])).status).toBe(0);
    expect((await place.run(['status'])).out).toContain('for Harbor Makers Fair');
  });

  it('says that there is none of that name', async () => {
    await signIn();
    const { status, err } = await place.run(['organization', 'Elsewhere']);
    expect(status).toBe(2);
    expect(err).toContain('You have no organization “Elsewhere”.');
  });
});

describe('logout', () => {
  it('leaves no session, no secret and no list behind', async () => {
    await signIn();
    await place.run(['keys', 'list']);
    const { status, out } = await place.run(['logout']);
    expect(status).toBe(0);
    expect(out).toContain('Nothing stays behind on this computer.');
    expect((await place.run(['status'])).status).toBe(3);
    expect(readdirSync(place.folder).filter((name) => name !== 'companion.log')).toEqual([]);
    const sessions = convene.database.all(
      z.object({ id: z.string() }),
      'SELECT id FROM sessions WHERE ended_at IS NULL',
    );
    expect(sessions).toEqual([]);
  });

  it('says that the session may live on when Convene couldn’t be told', async () => {
    await signIn();
    await convene.stop();
    const { status, out } = await place.run(['logout']);
    expect(status).toBe(5);
    expect(out).toContain('The session of ana@quince.example may live on at Convene.');
    expect((await place.run(['status'])).status).toBe(3);
  });

  it('of somebody who isn’t signed in is no mistake', async () => {
    expect((await place.run(['logout'])).status).toBe(0);
  });
});
