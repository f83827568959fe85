import { describe, expect, it, vi } from 'vitest';
import { type Clipboard, secretClipboard } from './secret-clipboard.ts';

function clipboardWith(): Clipboard & { text: string } {
  return {
    text: '',
    async writeText(text) {
      this.text = text;
    },
    async readText() {
      return this.text;
    },
    clear() {
      this.text = '';
    },
  };
}
const staysMs = 5;

describe('a secret on the clipboard', () => {
  it('is gone after a while', async () => {
    const clipboard = clipboardWith();
    secretClipboard(clipboard, { staysMs, report: () => {} })('a secret');
    expect(clipboard.text).toBe('a secret');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
  });

  it('is left alone once something else was copied', async () => {
    const clipboard = clipboardWith();
    const read = vi.spyOn(clipboard, 'readText');
    secretClipboard(clipboard, { staysMs, report: () => {} })('a secret');
    clipboard.text = 'a recipe';
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    expect(clipboard.text).toBe('a recipe');
  });

  it('stays for the whole while when it is copied twice', async () => {
    const clipboard = clipboardWith();
    const copy = secretClipboard(clipboard, { staysMs, report: () => {} });
    copy('a secret');
    copy('another secret');
    const read = vi.spyOn(clipboard, 'readText');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is cleared where it can’t be read any more, and that is told', async () => {
    const clipboard = clipboardWith();
    clipboard.readText = () => Promise.reject(new Error('no'));
    const report = vi.fn();
    secretClipboard(clipboard, { staysMs, report })('a secret');
    await vi.waitFor(() => expect(clipboard.text).toBe(''));
    expect(report).toHaveBeenCalledOnce();
  });
});
