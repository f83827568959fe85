import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPlace, type Place } from './testing/place.ts';
import { noSecrets } from './testing/secrets.ts';

let place: Place;
beforeEach(() => {
  place = openPlace({}, { secrets: noSecrets() });
});
afterEach(() => place.close());

describe('wrong use', () => {
  it.each([
    [[], 'Which command?'],
    [['keys'], 'Which command?'],
    [['frob'], 'Unknown command ‘frob’'],
    [['logn'], 'Did you mean login?'],
    [['status', '--frob'], 'Unknown option'],
    [['keys', 'revoke'], 'Missing required argument'],
    [['keys', 'create'], 'Missing required argument'],
    [['restore'], 'Missing required argument'],
    [['undo', 'cursor', 'zed'], 'Too many arguments'],
    [['connect', '--file'], 'argument missing'],
    [['status', 'now'], 'Too many arguments'],
    [['keys', 'create', 'ChatGPT', '--device'], 'argument missing'],
  ])('%j ends with 2, says what is wrong, and touches nothing', async (args, words) => {
    const said = await place.run(args);
    expect(said.status).toBe(2);
    expect(said.out).toBe('');
    expect(said.err).toContain(words.replace(/[‘’]/g, "'"));
    expect(said.err).toContain('Run with --help to see what there is.');
    expect(existsSync(place.folder)).toBe(false);
    const answered = await place.run([...args, '--json']);
    expect(answered.status).toBe(2);
    expect(answered.err).toBe('');
    expect(answered.json()).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });

  it.each(['app.convene.markets', 'http://app.convene.markets', 'https://app.convene.markets/admin', ''])(
    'is a CONVENE_SERVER of “%s”',
    async (server) => {
      const { status, err } = await place.run(['status'], { env: { CONVENE_SERVER: server } });
      expect(status).toBe(2);
      expect(err).toContain('CONVENE_SERVER has to be an address');
    },
  );
});

describe('the built program', () => {
  it('says what is wrong on standard error and in JSON on standard output, and ends with 2', async () => {
    const said = await place.runProgram(['keys', 'revoke']);
    expect(said).toMatchObject({ status: 2, out: '' });
    expect(said.err).toContain('Missing required argument');
    const answered = await place.runProgram(['frob', '--json']);
    expect(answered).toMatchObject({ status: 2, err: '' });
    expect(answered.json()).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });
});

describe('help', () => {
  it('names every command, every exit status and every variable', async () => {
    const { status, out, err } = await place.runProgram(['--help']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const command of [
      'login',
      'logout',
      'status',
      'organization',
      'device',
      'keys',
      'incident',
      'connect',
      'disconnect',
      'doctor',
      'clients',
      'settings',
      'history',
      'restore',
      'undo',
    ])
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const number of [0, 1, 2, 3, 4, 5, 6, 7, 8])
      expect(out).toMatch(new RegExp(`^  ${number}  \\S`, 'm'));
    for (const variable of ['CONVENE_SERVER', 'CONVENE_DEVICE_NAME', 'CONVENE_COMPANION_HOME'])
      expect(out).toContain(variable);
  });

  it('of a command says its options', async () => {
    expect((await place.run(['keys', 'revoke', '--help'])).out).toContain('--yes');
    const { out } = await place.run(['help', 'connect']);
    for (const option of ['--no-wait', '--keep', '--quit-claude', '--file', '--create'])
      expect(out).toContain(option);
    expect((await place.run(['settings', '--help'])).out).toContain('--repair');
    expect((await place.run(['doctor', '--help'])).out).toContain('--fix');
  });

  it.each([[], ['keys'], ['keys', 'revoke'], ['scan'], ['incident', 'report'], ['restore']])(
    'of %j names --json',
    async (...command) => {
      expect((await place.run([...command, '--help'])).out).toContain('--json');
    },
  );

  it('with --json is one JSON object too', async () => {
    expect((await place.run(['--help', '--json'])).json()).toMatchObject({
      ok: true,
      value: { help: expect.stringContaining('Usage:') },
    });
  });
});

describe('the version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

  it('is told', async () => {
    expect(await place.runProgram(['--version'])).toMatchObject({ status: 0, out: `${version}\n`, err: '' });
  });

  it('is told in JSON', async () => {
    const { status, json } = await place.run(['--version', '--json']);
    expect({ status, ...json() }).toEqual({ status: 0, ok: true, value: { version } });
  });
});

describe('the companion’s folder', () => {
  it('may be another one', async () => {
    const elsewhere = join(place.home, 'elsewhere');
    const { status } = await place.run(['status'], { env: { CONVENE_COMPANION_HOME: elsewhere } });
    expect(status).toBe(3);
    expect(existsSync(elsewhere)).toBe(true);
    expect(existsSync(place.folder)).toBe(false);
  });

  it('that can’t be made is said in words', async () => {
    mkdirSync(join(place.home, '.config'));
    writeFileSync(place.folder, 'in the way');
    const words = await place.run(['status']);
    expect(words.status).toBe(1);
    expect(words.err).toContain('Our own files can’t be read or written.');
    expect((await place.run(['status', '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', path: place.folder },
    });
  });
});

describe('the output', () => {
  it('may be left before its end', async () => {
    const help = place.start(['--help']);
    help.child.stdout?.destroy();
    expect((await help.ended).status).toBe(0);
  });
});
