import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStateFile } from '../files/state-file.ts';
import { autostartFile } from './autostart-file.ts';
import { createLoginItem, loginItemFileSchema, notAsked } from './login-item.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'login-item-'));
  mkdirSync(join(home, 'Convene Companion'));
  writeFileSync(program(), '', { mode: 0o755 });
});
afterEach(() => rmSync(home, { recursive: true }));

const desktopFile = (): string => join(home, '.config/autostart/convene-companion.desktop');
const program = (): string => join(home, 'Convene Companion/companion');
const system = (command: readonly string[] = [program(), '--hidden']) =>
  autostartFile({ env: {}, home, command });
const open = () =>
  createLoginItem({
    file: createStateFile({
      path: join(home, 'login-item.json'),
      schema: loginItemFileSchema,
      initial: notAsked,
    }),
    system: system(),
  });

describe('starting at login', () => {
  it('is off until the person was asked', async () => {
    expect(await open().view()).toEqual({ ok: true, value: { state: 'not-asked' } });
  });

  it('is asked once: a no stays a no', async () => {
    expect(await open().choose(false)).toEqual({ ok: true, value: { state: 'off' } });
    expect(await open().view()).toEqual({ ok: true, value: { state: 'off' } });
  });

  it('is on when the person wants it, and off again', async () => {
    await open().choose(true);
    expect(readFileSync(desktopFile(), 'utf8')).toContain(`Exec="${program()}" "--hidden"\n`);
    expect(await open().view()).toEqual({ ok: true, value: { state: 'on' } });
    await open().choose(false);
    expect(await open().view()).toEqual({ ok: true, value: { state: 'off' } });
  });

  const lines: [string, (text: string) => string, string][] = [
    ['was switched off by GNOME', (text) => `${text}X-GNOME-Autostart-enabled=false\n`, 'disabled'],
    ['was hidden', (text) => `${text}Hidden = True\n`, 'disabled'],
    ['is for other desktops only', (text) => `${text}NotShowIn=GNOME;\n`, 'disabled'],
    ['starts another program', (text) => text.replace(/^Exec=.*$/m, 'Exec=/bin/true'), 'moved'],
    ['has lost its first line', (text) => text.replace('[Desktop Entry]\n', ''), 'moved'],
  ];
  it.each(lines)(
    'whose file %s isn’t on, says why, and is put right by switching it on',
    async (_what, change, because) => {
      await open().choose(true);
      writeFileSync(desktopFile(), change(readFileSync(desktopFile(), 'utf8')));
      expect(await open().view()).toEqual({ ok: true, value: { state: 'off', because } });
      expect(await open().choose(true)).toEqual({ ok: true, value: { state: 'on' } });
    },
  );

  it('of a program that isn’t there any more isn’t on', async () => {
    await open().choose(true);
    rmSync(program());
    expect(await open().view()).toEqual({ ok: true, value: { state: 'off', because: 'moved' } });
  });

  it('whose file was removed isn’t on, and says so', async () => {
    await open().choose(true);
    rmSync(desktopFile());
    expect(await open().view()).toEqual({ ok: true, value: { state: 'off', because: 'gone' } });
  });

  it('goes with the sign-in, and is asked anew after the next', async () => {
    await open().choose(true);
    await open().forget();
    expect(await open().view()).toEqual({ ok: true, value: { state: 'not-asked' } });
  });

  it('survives odd signs in the program’s path', async () => {
    await system(['/opt/100% "mine" $x']).set(true);
    expect(readFileSync(desktopFile(), 'utf8')).toContain(String.raw`Exec="/opt/100%% \\"mine\\" \\$x"`);
  });

  it('fails with the path where the file can’t be written', async () => {
    writeFileSync(join(home, '.config'), 'a file');
    expect(await open().choose(true)).toMatchObject({ error: { code: 'storage-failed' } });
  });
});
