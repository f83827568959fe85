import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStateFile } from '../files/state-file.ts';
import { autostartFile } from './autostart-file.ts';
import { createLoginItem, loginItemFileSchema, notAsked } from './login-item.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'login-item-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const desktopFile = (): string => join(home, '.config/autostart/convene-companion.desktop');
const system = (command: readonly string[] = ['/opt/Convene Companion/companion', '--hidden']) =>
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
    expect(readFileSync(desktopFile(), 'utf8')).toContain(
      'Exec="/opt/Convene Companion/companion" "--hidden"\n',
    );
    expect(await open().view()).toEqual({ ok: true, value: { state: 'on' } });
    await open().choose(false);
    expect(await open().view()).toEqual({ ok: true, value: { state: 'off' } });
  });

  it('that was switched off in the desktop’s own settings is off', async () => {
    await open().choose(true);
    writeFileSync(desktopFile(), `${readFileSync(desktopFile(), 'utf8')}Hidden=true\n`);
    expect(await open().view()).toEqual({ ok: true, value: { state: 'off' } });
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
