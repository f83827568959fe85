import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

// Programs that look at their settings by themselves: they are connected to the end, with nobody quitting anything. As
// the built program, with a real keychain: program-connect.test.ts.

const secret = randomBytes(24).toString('base64url');
const cursorBefore = `{
  "mcpServers": {
    "weather": { "command": "weather", "env": { "WEATHER_API_KEY": "${secret}" } }
  }
}
`;
const zedBefore = '// Zed settings\n{\n  "ui_font_size": 16, // large\n}\n';
const entryName = 'convene-quince-street';

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
});
afterAll(() => world.close());

const read = (path: string): string => readFileSync(path, 'utf8');
const workingKeys = (name: string) => convene.keys().filter((key) => key.name === name && !key.revoked_at);
const cursorKey = 'Cursor on Market office laptop';

/** Cursor connected, as a person's own command does it. */
async function connectCursor(): Promise<string> {
  const file = place.write('.cursor/mcp.json', cursorBefore);
  expect((await place.run(['connect', 'cursor'])).status).toBe(0);
  return file;
}

function withoutOurEntry(file: string): void {
  const settings = JSON.parse(read(file));
  delete settings.mcpServers[entryName];
  writeFileSync(file, JSON.stringify(settings, null, 2));
}

describe('another program', () => {
  it('with comments of its own keeps them', async () => {
    const file = place.write('.config/zed/settings.json', zedBefore);
    const { status, json } = await place.run(['connect', 'zed', '--json']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      ok: true,
      value: {
        state: 'connected',
        client: 'zed',
        connection: { client: 'zed', configPath: file, entryName },
      },
    });
    expect(read(file)).toContain('"ui_font_size": 16, // large');
    expect(read(file)).toContain('"context_servers"');
    expect((await place.run(['disconnect', 'zed', '--json'])).json()).toMatchObject({
      ok: true,
      value: { state: 'not-connected', client: 'zed' },
    });
    expect(read(file)).toBe(zedBefore);
  });

  it('and a second one have a key each; status tells of both', async () => {
    await connectCursor();
    place.write('.config/zed/settings.json', zedBefore);
    await place.run(['connect', 'zed']);
    await place.run(['disconnect', 'cursor']);
    expect(workingKeys(cursorKey)).toEqual([]);
    expect(workingKeys('Zed on Market office laptop')).toHaveLength(1);
    expect((await place.run(['status', '--json'])).json().value).toMatchObject({
      connections: [
        { client: 'claude-desktop', state: 'not-connected' },
        { client: 'zed', state: 'connected' },
      ],
      findings: [],
    });
  });

  it('disconnected with --keep-key keeps the key alive', async () => {
    const file = await connectCursor();
    expect((await place.run(['disconnect', 'cursor', '--keep-key'])).status).toBe(0);
    expect(read(file)).toBe(cursorBefore);
    expect(workingKeys(cursorKey)).toHaveLength(1);
  });

  it('whose settings it couldn’t read itself is refused with line and column, and told how to repair them', async () => {
    const commented = '{\n  // mine\n  "mcpServers": {}\n}\n';
    const file = place.write('.cursor/mcp.json', commented);
    const { status, err } = await place.run(['connect', 'cursor']);
    expect(status).toBe(1);
    expect(err).toContain('line 2, at character 3');
    expect(err).toContain('convene-companion settings cursor --repair');
    expect(read(file)).toBe(commented);
    expect(workingKeys(cursorKey)).toEqual([]);
    const checked = await place.run(['doctor', 'cursor']);
    expect(checked.status).toBe(1);
    expect(checked.out).toContain('Run: convene-companion settings cursor --repair');
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    expect((await place.run(['connect', 'cursor'])).status).toBe(0);
  });
});

describe('connect with an empty settings file', () => {
  const empty = (): string => place.write('.codeium/windsurf/mcp_config.json', '');

  it('of a program that takes none asks first, and --create puts empty settings there', async () => {
    const file = empty();
    const refused = await place.run(['connect', 'windsurf']);
    expect(refused.status).toBe(6);
    expect(refused.err).toContain(`add --create to put empty settings into ${file}`);
    expect(read(file)).toBe('');
    expect((await place.run(['connect', 'windsurf', '--create'])).status).toBe(0);
    expect(Object.keys(JSON.parse(read(file)).mcpServers)).toEqual([entryName]);
  });
});

describe('connect without a settings file', () => {
  const zed = () => join(place.home, '.config/zed/settings.json');

  it('makes none without consent, and says how to agree', async () => {
    const { status, err, out } = await place.run(['connect', 'zed']);
    expect({ status, out }).toEqual({ status: 6, out: '' });
    expect(err).toContain(`Zed has no settings file yet: open it once, or add --create to make ${zed()}`);
    expect((await place.run(['connect', 'zed', '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'consent-needed', client: 'zed', path: zed() },
    });
    expect(existsSync(join(place.home, '.config/zed'))).toBe(false);
    expect(workingKeys('Zed on Market office laptop')).toEqual([]);
  });

  it('makes one with --create, and connects', async () => {
    expect((await place.run(['connect', 'zed', '--create'])).status).toBe(0);
    expect(Object.keys(JSON.parse(read(zed())).context_servers)).toEqual([entryName]);
    expect((await place.run(['disconnect', 'zed'])).status).toBe(0);
    expect(read(zed())).toBe('{}\n');
  });

  it('makes none for somebody who may not connect', async () => {
    await place.run(['logout']);
    expect((await place.run(['connect', 'zed', '--create'])).status).toBe(3);
    expect(existsSync(join(place.home, '.config/zed'))).toBe(false);
  });
});

describe('connect where several files could be meant', () => {
  let files: string[];
  beforeEach(() => {
    files = ['.config/Code/User/mcp.json', '.config/VSCodium/User/mcp.json'].map((path) =>
      place.write(path, '{}\n'),
    );
  });

  it('lists them, asks for one, and changes none', async () => {
    const { status, err, out } = await place.run(['connect', 'vscode']);
    expect({ status, out }).toEqual({ status: 6, out: '' });
    for (const file of files) expect(err).toContain(file);
    expect(err).toContain('There is more than one file that could be meant.');
    expect(err).toContain('Choose one: connect vscode --file <path>');
    expect((await place.run(['connect', 'vscode', '--json'])).json()).toMatchObject({
      ok: false,
      error: { code: 'config-ambiguous', client: 'vscode' },
    });
    expect(files.map(read)).toEqual(['{}\n', '{}\n']);
  });

  it('takes the one of --file, and remembers it', async () => {
    const [other = '', chosen = ''] = files;
    expect((await place.run(['connect', 'vscode', '--file', chosen])).status).toBe(0);
    expect(read(chosen)).toContain(entryName);
    expect(read(other)).toBe('{}\n');
    await place.run(['disconnect', 'vscode']);
    expect((await place.run(['settings', 'vscode', '--json'])).json().value).toMatchObject({
      chosen,
      why: 'chosen-by-you',
    });
    expect(files.map(read)).toEqual(['{}\n', '{}\n']);
  });

  it('doesn’t move to another file while it is connected', async () => {
    const [other = '', chosen = ''] = files;
    await place.run(['connect', 'vscode', '--file', chosen]);
    const { status, err } = await place.run(['connect', 'vscode', '--file', other]);
    expect(status).toBe(2);
    expect(err).toBe(`VS Code is connected in ${chosen} already. Run disconnect vscode first.\n`);
    expect(read(other)).toBe('{}\n');
    expect((await place.run(['connect', 'vscode', '--file', chosen])).status).toBe(0);
  });

  it('refuses a file that the program doesn’t read, and names those it does', async () => {
    const elsewhere = place.write('mcp.json', '{}');
    const { status, err } = await place.run(['connect', 'vscode', '--file', elsewhere]);
    expect(status).toBe(2);
    expect(err).toContain('VS Code doesn’t read its settings from there. It may be: ');
    for (const file of files) expect(err).toContain(file);
    expect(read(elsewhere)).toBe('{}');
  });

  it('makes the one of --file where it isn’t there yet, with --create', async () => {
    const chosen = join(place.home, '.config/Code/User/mcp.json');
    rmSync(chosen);
    expect((await place.run(['connect', 'vscode', '--file', chosen])).status).toBe(6);
    expect(existsSync(chosen)).toBe(false);
    expect((await place.run(['connect', 'vscode', '--file', chosen, '--create'])).status).toBe(0);
    expect(read(chosen)).toContain(entryName);
  });
});

describe('doctor with a program named', () => {
  it('ends with 0 where every part that the program needs is good', async () => {
    await connectCursor();
    const { status, out } = await place.run(['doctor', 'cursor']);
    expect(status).toBe(0);
    expect(out).toContain('· The program has started our helper: not needed');
    expect(out).not.toContain('not checked');
  });

  it('looks at that one, connected or not', async () => {
    place.write('.cursor/mcp.json', cursorBefore);
    const { json } = await place.run(['doctor', 'cursor', '--json']);
    const { findings } = json().value as { findings: { client: string; id: string }[] };
    expect(new Set(findings.map(({ client }) => client))).toEqual(new Set(['cursor']));
    expect(findings.map(({ id }) => id)).toEqual([
      'config-found',
      'config-parses',
      'entry',
      'bridge',
      'keychain',
      'convene',
      'tool',
      'client-started',
      'session',
    ]);
  });
});

describe('doctor --fix', () => {
  it('puts an entry back that somebody removed, and nothing else', async () => {
    const file = await connectCursor();
    const connected = JSON.parse(read(file));
    withoutOurEntry(file);
    const broken = await place.run(['doctor', 'cursor']);
    expect(broken.status).toBe(1);
    expect(broken.out).toContain('✗ Our entry in it\n    Our entry is gone from Cursor’s settings.');
    expect(broken.out).toContain('Run: convene-companion doctor cursor --fix');
    const { status, out } = await place.run(['doctor', 'cursor', '--fix']);
    expect(status).toBe(0);
    expect(out).toContain(`✓ Our entry in it: ${entryName}`);
    expect(JSON.parse(read(file))).toEqual(connected);
  });

  it('is called --mend by older scripts', async () => {
    const file = await connectCursor();
    const connected = JSON.parse(read(file));
    withoutOurEntry(file);
    expect((await place.run(['doctor', 'cursor', '--mend'])).status).toBe(0);
    expect(JSON.parse(read(file))).toEqual(connected);
  });

  it('puts an entry right that starts something else', async () => {
    const file = await connectCursor();
    const connected = read(file);
    const settings = JSON.parse(connected);
    settings.mcpServers[entryName].command = '/usr/bin/false';
    writeFileSync(file, JSON.stringify(settings, null, 2));
    expect((await place.run(['doctor', 'cursor'])).status).toBe(1);
    expect((await place.run(['doctor', '--fix', '--json'])).status).toBe(0);
    expect(JSON.parse(read(file))).toEqual(JSON.parse(connected));
  });

  it('changes nothing where all is well', async () => {
    const file = await connectCursor();
    const before = read(file);
    const { status, err } = await place.run(['doctor', '--fix']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(read(file)).toBe(before);
  });

  it('leaves alone what needs a choice, and says which command is for that', async () => {
    const file = await connectCursor();
    const commented = `// mine\n${read(file)}`;
    writeFileSync(file, commented);
    const { status, out } = await place.run(['doctor', 'cursor', '--fix']);
    expect(status).toBe(1);
    expect(out).toContain('Run: convene-companion settings cursor --repair');
    expect(read(file)).toBe(commented);
  });
});

describe('a connected program', () => {
  it('whose entry is gone is told by status, and left as it is: nobody knows who removed it', async () => {
    const file = await connectCursor();
    withoutOurEntry(file);
    const before = read(file);
    const { status, out } = await place.run(['status']);
    expect(status).toBe(0);
    expect(out).toContain('! Cursor is no longer connected to Quince Street Market. Our entry is gone');
    expect(read(file)).toBe(before);
  });

  it('whose entry starts something else is told by status', async () => {
    const file = await connectCursor();
    const settings = JSON.parse(read(file));
    settings.mcpServers[entryName].command = '/usr/bin/false';
    writeFileSync(file, JSON.stringify(settings, null, 2));
    const { out } = await place.run(['status']);
    expect(out).toContain('! Our entry in Cursor’s settings was changed.');
    expect((await place.run(['status', '--json'])).json().value).toMatchObject({
      findings: [{ client: 'cursor', kind: 'entry-changed', name: entryName, path: file }],
    });
  });

  it('whose settings hold a key in clear text is told by status, without the key', async () => {
    const file = await connectCursor();
    const settings = JSON.parse(read(file));
    const { token } = convene.createKey('By hand');
    settings.mcpServers.mine = { command: 'npx', env: { CONVENE_API_KEY: token } };
    writeFileSync(file, JSON.stringify(settings, null, 2));
    const { out } = await place.run(['status']);
    expect(out).toContain('! Another Convene key stands in Cursor’s settings.');
    expect(out).toContain('“mine”');
  });

  it('has a copy of its settings from before, and undo takes our entry out again', async () => {
    const file = await connectCursor();
    expect((await place.run(['history', 'cursor'])).out).toMatch(/^ {2}1 .* before adding our entry /m);
    const { status, err } = await place.run(['undo', 'cursor', '--yes']);
    expect(status).toBe(0);
    expect(err).toContain(`-     "${entryName}": {`);
    expect(err).not.toContain(secret);
    expect(read(file)).toBe(cursorBefore);
  });

  it('is not connected again by a look after its entry was taken out with undo', async () => {
    const file = await connectCursor();
    await place.run(['undo', 'cursor', '--yes']);
    await place.run(['status']);
    await place.run(['doctor', 'cursor']);
    expect(read(file)).toBe(cursorBefore);
    await place.run(['doctor', 'cursor', '--fix']);
    expect(read(file)).toContain(entryName);
  });

  it('has its settings restored when the whole file is gone', async () => {
    const file = await connectCursor();
    rmSync(file);
    const checked = await place.run(['doctor', 'cursor']);
    expect(checked.status).toBe(1);
    expect(checked.out).toContain('Run: convene-companion history cursor, then restore a copy by its number');
    expect((await place.run(['restore', '1', 'cursor', '--yes'])).status).toBe(0);
    expect(read(file)).toBe(cursorBefore);
    expect((await place.run(['doctor', 'cursor', '--fix'])).status).toBe(0);
    expect(read(file)).toContain(entryName);
  });
});
