import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const main = join(import.meta.dirname, '..');
const sources = readdirSync(main, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(main, path), 'utf8'));
const count = (pattern: RegExp): number => sources.flatMap((text) => text.match(pattern) ?? []).length;

// The preload checks nothing, so all that reaches the page has to go through `serveContract` and `eventPublisher`.
it('nothing in main answers the page past the contract', () => {
  expect(count(/ipcMain\s*\.|webContents\s*\.ipc\b|mainFrame\s*\.ipc\b/g)).toBe(0);
});

it('nothing in main tells the page anything past the contract', () => {
  expect(count(/\bpostMessage\(|\bsendToFrame\(|\bexecuteJavaScript\(/g)).toBe(0);
  expect(count(/webContents\s*\.send\(/g)).toBe(1);
  expect(count(/mainFrame\.send\(|senderFrame[?.]+send\(|sender\.send\(|\.reply\(/g)).toBe(0);
});
