import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const compat = resolve(import.meta.dirname, 'compat.cjs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compat-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `before`, then the file, then `after`, in one process; answers what that says as JSON. */
function around(before: string, after: string): unknown {
  const [first, last] = [join(folder, 'first.cjs'), join(folder, 'last.cjs')];
  writeFileSync(first, before);
  writeFileSync(last, `(async () => { ${after} })().then((said) => console.log(JSON.stringify(said)));`);
  const args = ['-r', first, '-r', compat, last];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 15_000 });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** All that the file may add, as it is found in a process. */
const features = `
  const { ClipboardItem, clipboard } = require('electron');
  const { canParse } = URL, { any } = AbortSignal, { tracingChannel } = require('node:diagnostics_channel');
  const { crypto, CustomEvent } = globalThis, { styleText } = require('node:util');
  const found = { canParse, any, tracingChannel, crypto, CustomEvent, styleText, ClipboardItem, ...clipboard };`;

/** Electron as main sees it, with or without the clipboard of today. */
const electron = (today: boolean): string => `
  const Module = require('node:module');
  const load = Module._load;
  const calls = (globalThis.calls = []);
  const note = (name) => (...given) => { calls.push([name, ...given]); return 'kept'; };
  const clipboard = Object.fromEntries(['writeText', 'readText', 'clear', 'write'].map((name) => [name, note(name)]));
  const electron = { clipboard${today ? ', ClipboardItem: class ClipboardItem {}' : ''} };
  Module._load = (name, ...more) => (name === 'electron' ? electron : load(name, ...more));
  process.type = 'browser';`;

/** As on Node 18.15. */
const withoutAll = `
  delete URL.canParse; delete AbortSignal.any; delete globalThis.crypto; delete globalThis.CustomEvent;
  delete require('node:diagnostics_channel').tracingChannel; delete require('node:util').styleText;`;

describe('what the older Electron lacks', () => {
  it('stays as it is where it is there', () => {
    const before = `{ ${electron(true)} } { ${features} globalThis.before = found; }`;
    const after = `${features} return Object.keys(found).filter((name) => found[name] !== globalThis.before[name] || !found[name]);`;
    expect(around(before, after)).toEqual([]);
  });

  it('is added where it isn’t', () => {
    const after = `${features} return Object.keys(found).filter((name) => !found[name]);`;
    expect(around(`${electron(false)} ${withoutAll}`, after)).toEqual([]);
  });

  it('tells addresses from other text', () => {
    const after = `return [URL.canParse('https://a.example'), URL.canParse('x'), URL.canParse('x', 'https://a.example')];`;
    expect(around(withoutAll, after)).toEqual([true, false, true]);
  });

  it('joins signals: the first reason counts, also one that was there before', () => {
    const after = `
      const [one, two] = [new AbortController(), new AbortController()];
      const both = AbortSignal.any([one.signal, two.signal]);
      const before = both.aborted;
      two.abort('second'); one.abort('first');
      return [before, both.reason, AbortSignal.any([AbortSignal.abort('long ago'), new AbortController().signal]).reason];`;
    expect(around(withoutAll, after)).toEqual([false, 'second', 'long ago']);
  });

  it('gives events their detail', () => {
    const after = `const { type, detail, cancelable } = new CustomEvent('x', { detail: 7, cancelable: true });
      return [type, detail, cancelable, new CustomEvent('y').detail];`;
    expect(around(withoutAll, after)).toEqual(['x', 7, true, null]);
  });

  it('styles text for a terminal', () => {
    const after = `return require('node:util').styleText(['bold', 'red'], 'x');`;
    expect(around(withoutAll, after)).toBe('\u001b[31m\u001b[1mx\u001b[22m\u001b[39m');
  });

  it('answers from the clipboard later, and writes text only', () => {
    const after = `
      const { clipboard, ClipboardItem } = require('electron');
      const refused = await clipboard.write([new ClipboardItem({ 'text/plain': 'a', 'x/mark': 'b' })]).catch(({ message }) => message);
      await clipboard.write([new ClipboardItem({ 'text/plain': 'a' })]);
      return [refused, await clipboard.readText(), clipboard.clear() instanceof Promise, globalThis.calls];`;
    expect(around(electron(false), after)).toEqual([
      'not on Electron 25: x/mark',
      'kept',
      true,
      [['write', { text: 'a' }], ['readText'], ['clear']],
    ]);
  });

  it('comes to programs that are started too', () => {
    expect(around('', 'return process.execPath;')).toBe(resolve(compat, '../electron'));
  });
});
