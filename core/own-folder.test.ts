import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOfAnotherComputer } from './own-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const noted = (text: string): void => writeFileSync(join(folder, 'computer.json'), text);

it.each([
  ['of this computer, whatever a network calls it', 'Mac.lan', ['one'], false],
  ['of another one that is called the same', 'Annas-MBP.local', ['two'], true],
  ['without a mark, of this computer in another spelling', 'annas-mbp.lan', [], false],
  ['without a mark, of another name', 'Bens-MBP', [], true],
])('a folder that a profile has carried here is told: %s', (_what, hostName, marks, isAnother) => {
  noted(JSON.stringify({ hostName: 'Annas-MBP.local', name: 'Annas-MBP', marks: ['one'] }));
  expect(isOfAnotherComputer(folder, { hostName, marks })).toBe(isAnother);
});

it.each([
  ['nothing', undefined],
  ['what can’t be read', '{'],
])('a folder with %s of a computer is nobody else’s', (_what, text) => {
  if (text !== undefined) noted(text);
  expect(isOfAnotherComputer(folder, { hostName: 'Mac', marks: ['one'] })).toBe(false);
});
