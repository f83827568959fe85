import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientIds } from '../shared/clients.ts';
import { openPlace, type Place } from './testing/place.ts';
import { noSecrets } from './testing/secrets.ts';

// Nobody is signed in here, and no keychain runs: what is done with a settings file needs neither.

const secret = randomBytes(24).toString('base64url');
/** What Cursor refuses, with somebody else's secret beside it. */
const commented = `{
  // my servers
  "mcpServers": {
    "weather": { "command": "weather", "env": { "WEATHER_API_KEY": "${secret}" } },
  }
}
`;
const repaired = commented.replace('  // my servers\n', '').replace('} },', '} }');

let place: Place;
let file: string;
beforeEach(() => {
  place = openPlace({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }, { secrets: noSecrets() });
  file = place.write('.cursor/mcp.json', commented);
});
afterEach(() => place.close());

const read = (): string => readFileSync(file, 'utf8');

interface History {
  readonly path: string;
  readonly backups: readonly { id: string; before: string; isCurrent: boolean }[];
}
async function history(client = 'cursor'): Promise<History> {
  const answer = (await place.run(['history', client, '--json'])).json();
  expect(answer.ok).toBe(true);
  return answer.value as History;
}

describe('clients', () => {
  it('lists every program, those found here first', async () => {
    const { status, out } = await place.run(['clients']);
    expect(status).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^cursor +Cursor +found +not connected$/);
    expect(lines.slice(1).every((line) => / not found +not connected$/.test(line))).toBe(true);
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual([...clientIds].sort());
  });

  it('answers one JSON object', async () => {
    const { json } = await place.run(['clients', '--json']);
    const { clients } = json().value as { clients: unknown[] };
    expect(clients).toHaveLength(clientIds.length);
    expect(clients).toContainEqual({ client: 'cursor', installed: true, state: 'not-connected' });
    expect(clients).toContainEqual({ client: 'zed', installed: false, state: 'not-connected' });
  });
});

describe('a program that nobody knows', () => {
  it.each([['settings'], ['history'], ['undo'], ['restore', '1'], ['connect'], ['disconnect'], ['doctor']])(
    'is answered by %s with the names of those there are',
    async (...command) => {
      const { status, out, err } = await place.run([...command, 'emacs']);
      expect(status).toBe(2);
      expect(out).toBe('');
      expect(err).toMatch(/^There is no program “emacs”\. There are: /);
      for (const client of clientIds) expect(err).toContain(client);
      expect(existsSync(place.folder)).toBe(false);
    },
  );

  it('is wrong use in JSON too', async () => {
    const { status, json } = await place.run(['settings', 'emacs', '--json']);
    expect(status).toBe(2);
    expect(json()).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });
});

describe('settings', () => {
  it('says which file is used, and why', async () => {
    const { status, out } = await place.run(['settings', 'cursor']);
    expect(status).toBe(0);
    expect(out).toContain(`${file}\n  It is the only one we found.\n`);
    expect(out).toMatch(/^\* .*mcp\.json {2}for all projects {2}there {2}written /m);
  });

  it('of a program without any says which one could be made, and makes none', async () => {
    const { status, out } = await place.run(['settings', 'zed']);
    const path = join(place.home, '.config/zed/settings.json');
    expect(status).toBe(0);
    expect(out).toContain('No settings file of Zed is used yet.\n  There is none yet.\n');
    expect(out).toContain(`connect zed --create makes ${path}.`);
    expect(existsSync(join(place.home, '.config/zed'))).toBe(false);
  });

  it('where several could be meant says so, and lists them', async () => {
    const places = ['.config/Code/User/mcp.json', '.config/VSCodium/User/mcp.json'].map((path) =>
      place.write(path, '{}'),
    );
    const { status, out } = await place.run(['settings', 'vscode']);
    expect(status).toBe(0);
    expect(out).toContain('No settings file of VS Code is used yet.\n  More than one could be meant.\n');
    for (const path of places) expect(out).toContain(path);
    const { json } = await place.run(['settings', 'vscode', '--json']);
    expect(json()).toMatchObject({
      ok: true,
      value: {
        client: 'vscode',
        why: 'ambiguous',
        places: [
          { state: 'file', source: 'VS Code' },
          { state: 'missing', source: 'VS Code Insiders' },
          { state: 'file', source: 'VSCodium' },
          { state: 'missing', source: 'VS Code from Flatpak' },
          { state: 'missing', source: 'VS Code Insiders from Flatpak' },
          { state: 'missing', source: 'VSCodium from Flatpak' },
        ],
      },
    });
    expect(json().value).not.toHaveProperty('chosen');
  });

  it('takes the file that was written last by more than a day', async () => {
    const older = place.write('.config/Code/User/mcp.json', '{}');
    const newer = place.write('.config/VSCodium/User/mcp.json', '{}');
    const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
    utimesSync(older, twoDaysAgo, twoDaysAgo);
    const { json } = await place.run(['settings', 'vscode', '--json']);
    expect(json().value).toMatchObject({ chosen: newer, why: 'written-last' });
  });
});

describe('settings --repair', () => {
  it('shows what would change, and without consent changes nothing', async () => {
    const { status, out, err } = await place.run(['settings', 'cursor', '--repair']);
    expect(status).toBe(6);
    expect(out).toBe('');
    expect(err).toContain('We would take out one comment and one trailing comma. The original is kept.');
    expect(err).toContain(`\n${file}\n`);
    expect(err).toMatch(/^- {3}\/\/ my servers$/m);
    expect(err).toContain('Nothing was changed: there is no terminal to ask on. Add --yes to do it unasked.');
    expect(read()).toBe(commented);
    expect((await history()).backups).toEqual([]);
  });

  it('never shows the secrets of others', async () => {
    const { err } = await place.run(['settings', 'cursor', '--repair']);
    expect(err).not.toContain(secret);
    expect(err).toContain('"WEATHER_API_KEY": "••••••"');
    expect(err).toContain('hidden, because keys and passwords are never shown.');
  });

  it('with --yes repairs it, and keeps the original as a copy', async () => {
    const { status, out } = await place.run(['settings', 'cursor', '--repair', '--yes']);
    expect({ status, out }).toEqual({ status: 0, out: `Done: ${file}\n` });
    expect(JSON.parse(read())).toEqual(JSON.parse(repaired));
    expect(read()).not.toContain('my servers');
    expect((await history()).backups).toMatchObject([{ before: 'repairing', isCurrent: false }]);
    await place.run(['restore', '1', 'cursor', '--yes']);
    expect(read()).toBe(commented);
  });

  it('of a file that needs none has nothing to do', async () => {
    writeFileSync(file, repaired);
    const { status, json } = await place.run(['settings', 'cursor', '--repair', '--yes', '--json']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({ ok: false, error: { code: 'nothing-to-do' } });
    expect(read()).toBe(repaired);
  });

  it('of what nobody can repair names line and column, and changes nothing', async () => {
    const broken = '{\n  "mcpServers": {\n    "a": \n  }\n}\n';
    writeFileSync(file, broken);
    const { status, err } = await place.run(['settings', 'cursor', '--repair', '--yes']);
    expect(status).toBe(1);
    expect(err).toContain('Cursor’s settings file has a mistake in line 4, at character 3.');
    expect(read()).toBe(broken);
  });

  it('in JSON asks for consent with a code, and answers the copies afterwards', async () => {
    const asked = await place.run(['settings', 'cursor', '--repair', '--json']);
    expect(asked.status).toBe(6);
    expect(asked.json()).toMatchObject({ ok: false, error: { code: 'consent-needed' } });
    const done = await place.run(['settings', 'cursor', '--repair', '--yes', '--json']);
    expect(done.status).toBe(0);
    expect(done.json()).toMatchObject({
      ok: true,
      value: { path: file, backups: [{ before: 'repairing' }], undo: { before: 'repairing' } },
    });
  });
});

describe('the built program, where no keychain runs', () => {
  it('lists the programs, and shows and repairs a settings file', async () => {
    expect((await place.runProgram(['clients'])).out).toMatch(/^cursor +Cursor +found +not connected$/m);
    expect((await place.runProgram(['settings', 'cursor'])).out).toContain(`${file}\n`);
    const { status, out } = await place.runProgram(['settings', 'cursor', '--repair', '--yes']);
    expect({ status, out }).toEqual({ status: 0, out: `Done: ${file}\n` });
    expect(JSON.parse(read())).toEqual(JSON.parse(repaired));
  });

  it('lists the copies, takes the last change back, and restores an earlier copy', async () => {
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    const before = read();
    expect((await place.runProgram(['undo', 'cursor', '--yes'])).status).toBe(0);
    expect(read()).toBe(commented);
    expect((await place.runProgram(['history', 'cursor'])).out.trimEnd().split('\n')).toHaveLength(3);
    expect((await place.runProgram(['restore', '1', 'cursor', '--yes'])).status).toBe(0);
    expect(read()).toBe(before);
  });

  it('without a terminal and without --yes changes nothing', async () => {
    const { status, err } = await place.runProgram(['settings', 'cursor', '--repair']);
    expect(status).toBe(6);
    expect(err).toContain('Nothing was changed: there is no terminal to ask on.');
    expect(read()).toBe(commented);
  });
});

describe('on a terminal', () => {
  it('a repair is asked for after it was shown; no changes nothing', async () => {
    const run = place.start(['settings', 'cursor', '--repair'], { terminal: true });
    await run.said(/my servers[\s\S]*Repair it\?/);
    run.child.stdin?.write('n');
    const { status, err } = await run.ended;
    expect(status).toBe(1);
    expect(err).toContain('Nothing was changed.');
    expect(err).not.toContain(secret);
    expect(read()).toBe(commented);
  });

  it('a repair is done after a yes', async () => {
    const run = place.start(['settings', 'cursor', '--repair'], { terminal: true });
    await run.said(/Repair it\?/);
    run.child.stdin?.write('y');
    expect((await run.ended).status).toBe(0);
    expect(read()).not.toContain('my servers');
  });

  it('a file that changed between the question and the yes is not touched', async () => {
    const run = place.start(['settings', 'cursor', '--repair'], { terminal: true });
    await run.said(/Repair it\?/);
    const meanwhile = commented.replace('my servers', 'our servers');
    writeFileSync(file, meanwhile);
    run.child.stdin?.write('y');
    const { status, err } = await run.ended;
    expect(status).toBe(1);
    expect(err).toContain('Cursor’s settings file was changed by another program just now.');
    expect(read()).toBe(meanwhile);
  });
});

describe('history', () => {
  it('of a file that we never changed says that there is no copy', async () => {
    const { status, out } = await place.run(['history', 'cursor']);
    expect({ status, out }).toEqual({ status: 0, out: `There is no earlier copy of ${file}.\n` });
  });

  it('numbers the copies from the newest, and marks what the file holds now', async () => {
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    await place.run(['undo', 'cursor', '--yes']);
    const lines = (await place.run(['history', 'cursor'])).out.trimEnd().split('\n');
    expect(lines[0]).toBe(file);
    expect(lines[1]).toMatch(/^ {2}1 {2}today, \d+:\d\d +before bringing an earlier copy back +\d+ bytes$/);
    expect(lines[2]).toMatch(
      /^ {2}2 {2}today, .* before repairing it +\d+ bytes {2}what the file holds now$/,
    );
    expect(lines).toHaveLength(3);
  });

  it('of a program that has no settings says so', async () => {
    const { status, err } = await place.run(['history', 'zed']);
    expect(status).toBe(1);
    expect(err).toContain('Zed’s settings file isn’t there.');
  });
});

describe('undo', () => {
  it('shows what would change, and without consent changes nothing', async () => {
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    const before = read();
    const { status, err } = await place.run(['undo', 'cursor']);
    expect(status).toBe(6);
    expect(err).toMatch(/^\+ {3}\/\/ my servers$/m);
    expect(err).toContain('Add --yes to do it unasked.');
    expect(err).not.toContain(secret);
    expect(read()).toBe(before);
  });

  it('with --yes shows it and does it, byte for byte', async () => {
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    const { status, err, out } = await place.run(['undo', 'cursor', '--yes']);
    expect({ status, out }).toEqual({ status: 0, out: `Done: ${file}\n` });
    expect(err).toMatch(/^\+ {3}\/\/ my servers$/m);
    expect(read()).toBe(commented);
  });

  it('of nothing says so', async () => {
    const { status, json } = await place.run(['undo', 'cursor', '--yes', '--json']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({ ok: false, error: { code: 'nothing-to-undo' } });
    expect(read()).toBe(commented);
  });
});

describe('restore', () => {
  it('shows what would change, and without consent changes nothing', async () => {
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    const before = read();
    const { status, err } = await place.run(['restore', '1', 'cursor']);
    expect(status).toBe(6);
    expect(err).toMatch(/^\+ {3}\/\/ my servers$/m);
    expect(err).not.toContain(secret);
    expect(read()).toBe(before);
  });

  it('takes a copy by its id, and keeps what was there as another copy', async () => {
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    const before = read();
    const [copy] = (await history()).backups;
    const { status, json } = await place.run(['restore', copy?.id ?? '', 'cursor', '--yes', '--json']);
    expect(status).toBe(0);
    expect(read()).toBe(commented);
    expect(json().value).toMatchObject({ path: file, backups: [{ before: 'restoring' }, { id: copy?.id }] });
    await place.run(['restore', '1', 'cursor', '--yes']);
    expect(read()).toBe(before);
  });

  it.each(['0', '7', '-', 'nonsense', '../../etc/passwd'])(
    'of a copy “%s” that isn’t there is wrong use',
    async (copy) => {
      await place.run(['settings', 'cursor', '--repair', '--yes']);
      const { status, err } = await place.run(['restore', copy, 'cursor', '--yes']);
      expect(status).toBe(2);
      expect(err).toContain(`There is no copy “${copy}”. history cursor lists them.`);
    },
  );

  it('of a program without a copy asks which one', async () => {
    const { status, err } = await place.run(['restore', 'cursor']);
    expect(status).toBe(2);
    expect(err).toBe('Which copy? restore <number> cursor: history cursor lists them.\n');
  });

  it('of what the file holds already has nothing to do', async () => {
    await place.run(['settings', 'cursor', '--repair', '--yes']);
    await place.run(['undo', 'cursor', '--yes']);
    const { status, err } = await place.run(['restore', '2', 'cursor', '--yes']);
    expect(status).toBe(1);
    expect(err).toBe('The file holds just this already.\n');
  });
});
