import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { moveOwnFiles } from './move-folder.ts';

let home = '';
let from = '';
let to = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'move-'));
  from = join(home, 'Roaming/ours');
  to = join(home, 'Local/ours/Data');
  mkdirSync(join(from, 'operations'), { recursive: true });
  mkdirSync(join(from, 'Cache'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(from, name), text);
});
afterEach(() => rmSync(home, { recursive: true }));

const files = {
  'connections.json': '{"a":1}',
  'connections.json.last': '{"a":1}',
  'operations/rotate-1.json': '{}',
  'connections.json.lock': 'of a moment',
  'Cache/data': 'Chromium’s',
  Preferences: 'Chromium’s',
};

it('everything of ours comes over, and nothing else', () => {
  expect(moveOwnFiles(from, to)).toBe(true);
  expect(readdirSync(to, { recursive: true }).sort()).toEqual([
    'connections.json',
    'connections.json.last',
    'operations',
    'operations/rotate-1.json',
  ]);
  expect(readFileSync(join(to, 'connections.json'), 'utf8')).toBe('{"a":1}');
  expect(readdirSync(from).sort()).toEqual(['Cache', 'Preferences', 'connections.json.lock']);
});

it('is done once: what is noted at the new place isn’t replaced', () => {
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'account.json'), 'newer');
  expect(moveOwnFiles(from, to)).toBe(false);
  expect(readdirSync(to)).toEqual(['account.json']);
  expect(existsSync(join(from, 'connections.json'))).toBe(true);
});

it('an empty folder at the new place is no obstacle', () => {
  mkdirSync(to, { recursive: true });
  expect(moveOwnFiles(from, to)).toBe(true);
});

it('that fails leaves everything where it was, and nothing half-done', () => {
  mkdirSync(join(home, 'Local'));
  writeFileSync(join(home, 'Local/ours'), 'in the way');
  expect(() => moveOwnFiles(from, to)).toThrow();
  expect(readFileSync(join(from, 'connections.json'), 'utf8')).toBe('{"a":1}');
  expect(readdirSync(join(home, 'Local'))).toEqual(['ours']);
});

it('where there is nothing of ours nothing is made', () => {
  expect(moveOwnFiles(join(home, 'nowhere'), to)).toBe(false);
  expect(existsSync(join(home, 'Local'))).toBe(false);
});
