import { describe, expect, it } from 'vitest';
import { macLoginItems, windowsLoginItems } from '../../testing/desktop/login-items.ts';
import { electronLoginItem } from './electron-login-item.ts';

const args = ['--hidden'];

describe('starting at login on Windows', () => {
  const system = () => {
    const windows = windowsLoginItems();
    return { windows, item: electronLoginItem(windows.items, { platform: 'win32', args }) };
  };

  it('is on once it is switched on, and off again', async () => {
    const { item } = system();
    await item.set(true);
    expect(await item.look()).toEqual({ ok: true, value: 'on' });
    await item.set(false);
    expect(await item.look()).toEqual({ ok: true, value: 'off' });
  });

  it('that was disabled in the Task Manager isn’t on, and is put right by switching it on', async () => {
    const { windows, item } = system();
    await item.set(true);
    windows.disableInTaskManager();
    expect(await item.look()).toEqual({ ok: true, value: 'disabled' });
    await item.set(true);
    expect(await item.look()).toEqual({ ok: true, value: 'on' });
  });

  it('that was removed isn’t on', async () => {
    const { windows, item } = system();
    await item.set(true);
    windows.removeFromRegistry();
    expect(await item.look()).toEqual({ ok: true, value: 'off' });
  });
});

describe('starting at login on macOS', () => {
  const system = () => {
    const mac = macLoginItems();
    return { mac, item: electronLoginItem(mac.items, { platform: 'darwin', args }) };
  };

  it('is asked for without arguments, which it hands to nobody', async () => {
    const { item } = system();
    expect(await item.set(true)).toMatchObject({ ok: true });
    expect(await item.look()).toEqual({ ok: true, value: 'on' });
  });

  it('that was switched off in the system’s settings isn’t on', async () => {
    const { mac, item } = system();
    await item.set(true);
    mac.switchOffInSettings();
    expect(await item.look()).toEqual({ ok: true, value: 'disabled' });
  });
});
