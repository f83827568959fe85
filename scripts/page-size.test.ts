import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { measurePage } from './page-size.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'page-size-'));
});
afterEach(() => rmSync(out, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), content);
}

it('nothing is measured where nothing is built', () => {
  expect(measurePage(out)).toBeUndefined();
});

it('a small page is no problem', () => {
  write('renderer/assets/index.js', 'a'.repeat(1_000_000));
  write('preload/index.cjs', '');
  expect(measurePage(out)?.problems).toEqual([]);
});

it('what a page may weigh is counted over all its scripts', () => {
  write('renderer/assets/a.js', randomBytes(150_000).toString('base64'));
  write('renderer/assets/b.js', randomBytes(150_000).toString('base64'));
  expect(measurePage(out)?.problems).toEqual([expect.stringMatching(/^the page is \d+\.\d kB gzip/)]);
});

it.each(['renderer/assets/index.js', 'preload/index.cjs'])('zod in %s is a problem', (path) => {
  write(path, 'x._zod.run()');
  expect(measurePage(out)?.problems).toEqual([`${path} holds zod`]);
});
