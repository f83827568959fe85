import { describe, expect, it, vi } from 'vitest';
import { type Clipboard, secretClipboard } from './secret-clipboard.ts';

function clipboardWith(): Clipboard & { text: string; formats: string[] } {
  return {
    text: '',
    formats: [],
    async write(formats) {
      this.text = formats['text/plain'] ?? '';
      this.formats = Object.keys(formats);
    },
    async readText() {
      return this.text;
    },
    clear() {
      this.text = '';
    },
  };
}
const platform = 'darwin';
const staysMs = 5;

describe('a secret on the clipboard', () => {
  it('is gone after a while', async () => {
    const clipboard = clipboardWith();
    await secretClipboard(clipboard, { platform, staysMs, report: () => {} })('a secret');
    expect(clipboard.text).toBe('a secret');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
  });

  it('is left alone once something else was copied', async () => {
    const clipboard = clipboardWith();
    const read = vi.spyOn(clipboard, 'readText');
    await secretClipboard(clipboard, { platform, staysMs, report: () => {} })('a secret');
    clipboard.text = 'a recipe';
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    expect(clipboard.text).toBe('a recipe');
  });

  it('stays for the whole while when it is copied twice', async () => {
    const clipboard = clipboardWith();
    const copy = secretClipboard(clipboard, { platform, staysMs, report: () => {} });
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
    await secretClipboard(clipboard, { platform, staysMs, report })('a secret');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
    expect(report).toHaveBeenCalledOnce();
  });

  it.each([
    ['darwin', 'org.nspasteboard.ConcealedType'],
    ['win32', 'ExcludeClipboardContentFromMonitorProcessing'],
    ['linux', 'x-kde-passwordManagerHint'],
  ] as const)('is marked as one for the histories of %s', async (system, mark) => {
    const clipboard = clipboardWith();
    await secretClipboard(clipboard, { platform: system, staysMs, report: () => {} })('a secret');
    expect(clipboard.formats.some((format) => format.includes(mark))).toBe(true);
  });

  it('is copied without the mark where the clipboard takes none', async () => {
    const clipboard = clipboardWith();
    const { write } = clipboard;
    clipboard.write = async (formats) => {
      if (Object.keys(formats).length > 1) throw new Error('no such format');
      await write.call(clipboard, formats);
    };
    await secretClipboard(clipboard, { platform, staysMs: 60_000, report: () => {} })('a secret');
    expect(clipboard.text).toBe('a secret');
    expect(clipboard.formats).toEqual(['text/plain']);
  });
});
