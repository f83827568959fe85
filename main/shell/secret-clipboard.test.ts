import { describe, expect, it, vi } from 'vitest';
import { type Clipboard, createSecretClipboard, type SecretClipboard } from './secret-clipboard.ts';

function clipboardWith(): Clipboard & { text: string; names: string[] } {
  return {
    text: '',
    names: [],
    async write(formats) {
      this.text = formats['text/plain'] ?? '';
      this.names = Object.keys(formats);
    },
    async readText() {
      return this.text;
    },
    async formats() {
      return this.names;
    },
    clear() {
      this.text = '';
      this.names = [];
    },
  };
}
const platform = 'darwin';
const staysMs = 5;
const open = (
  clipboard: Clipboard,
  parts: Partial<Parameters<typeof createSecretClipboard>[1]> = {},
): SecretClipboard => createSecretClipboard(clipboard, { platform, staysMs, report: () => {}, ...parts });

describe('a secret on the clipboard', () => {
  it('is gone after a while', async () => {
    const clipboard = clipboardWith();
    await open(clipboard).copy('a secret');
    expect(clipboard.text).toBe('a secret');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
  });

  it('is left alone once something else was copied', async () => {
    const clipboard = clipboardWith();
    const read = vi.spyOn(clipboard, 'readText');
    await open(clipboard).copy('a secret');
    clipboard.text = 'a recipe';
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    expect(clipboard.text).toBe('a recipe');
  });

  it('stays for the whole while when it is copied twice', async () => {
    const clipboard = clipboardWith();
    const { copy } = open(clipboard);
    await copy('a secret');
    await copy('another secret');
    const read = vi.spyOn(clipboard, 'readText');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is cleared where it can’t be read any more, and that is told', async () => {
    const clipboard = clipboardWith();
    clipboard.readText = () => Promise.reject(new Error('no'));
    const report = vi.fn();
    await open(clipboard, { report }).copy('a secret');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
    expect(report).toHaveBeenCalledOnce();
  });

  it('is gone at once when the program ends', async () => {
    const clipboard = clipboardWith();
    const secrets = open(clipboard, { staysMs: 60_000 });
    await secrets.copy('a secret');
    await secrets.forget();
    expect(clipboard.text).toBe('');
  });

  it('that the program ends while it is copied is gone, too', async () => {
    const clipboard = clipboardWith();
    const secrets = open(clipboard, { staysMs: 60_000 });
    const write = clipboard.write.bind(clipboard);
    clipboard.write = async (formats) => {
      await new Promise((resolve) => setImmediate(resolve));
      await write(formats);
    };
    await Promise.all([secrets.copy('a secret'), secrets.forget()]);
    expect(clipboard.text).toBe('');
  });

  it('that was replaced by another copy leaves that one alone when the program ends', async () => {
    const clipboard = clipboardWith();
    const secrets = open(clipboard, { staysMs: 60_000 });
    await secrets.copy('a secret');
    clipboard.text = 'a recipe';
    await secrets.forget();
    expect(clipboard.text).toBe('a recipe');
  });

  it('that was never copied clears nothing when the program ends', async () => {
    const clipboard = clipboardWith();
    clipboard.readText = () => Promise.reject(new Error('no'));
    clipboard.text = 'a recipe';
    await open(clipboard).forget();
    expect(clipboard.text).toBe('a recipe');
  });

  it('is cleared where a window out of use sees an empty clipboard, as under Wayland', async () => {
    const clipboard = clipboardWith();
    const secrets = open(clipboard, { staysMs: 60_000 });
    await secrets.copy('a secret');
    clipboard.readText = async () => '';
    clipboard.formats = async () => [];
    await secrets.forget();
    expect(clipboard.text).toBe('');
  });

  it('that gave way to a picture leaves that one alone', async () => {
    const clipboard = clipboardWith();
    const secrets = open(clipboard, { staysMs: 60_000 });
    await secrets.copy('a secret');
    const clear = vi.spyOn(clipboard, 'clear');
    clipboard.readText = async () => '';
    clipboard.formats = async () => ['image/png'];
    await secrets.forget();
    expect(clear).not.toHaveBeenCalled();
  });

  it.each([
    ['darwin', 'org.nspasteboard.ConcealedType'],
    ['win32', 'ExcludeClipboardContentFromMonitorProcessing'],
    ['linux', 'x-kde-passwordManagerHint'],
  ] as const)('is marked as one for the histories of %s', async (system, mark) => {
    const clipboard = clipboardWith();
    await open(clipboard, { platform: system }).copy('a secret');
    expect(clipboard.names.some((format) => format.includes(mark))).toBe(true);
  });

  it('is copied without the mark where the clipboard takes none', async () => {
    const clipboard = clipboardWith();
    const { write } = clipboard;
    clipboard.write = async (formats) => {
      if (Object.keys(formats).length > 1) throw new Error('no such format');
      await write.call(clipboard, formats);
    };
    await open(clipboard, { staysMs: 60_000 }).copy('a secret');
    expect(clipboard.text).toBe('a secret');
    expect(clipboard.names).toEqual(['text/plain']);
  });
});
