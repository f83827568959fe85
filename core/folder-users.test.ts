import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FolderUsers, followFolderUsers } from './folder-users.ts';

let folder = '';
const running: FolderUsers[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'users-'));
});
afterEach(() => {
  for (const one of running.splice(0)) one.end();
  rmSync(folder, { recursive: true });
});

function on(hostName: string): FolderUsers {
  const users = followFolderUsers(folder, { hostName, marks: [`mark-of-${hostName}`] });
  running.push(users);
  return users;
}

it('two computers on one folder notice each other', () => {
  const [office, desk] = [on('office'), on('desk')];
  expect(office.others()).toEqual(['desk']);
  expect(desk.others()).toEqual(['office']);
});

it('one that ended, and one that was switched off, count no more', () => {
  const [office, desk] = [on('office'), on('desk')];
  desk.end();
  expect(office.others()).toEqual([]);
  on('laptop');
  const longAgo = Date.now() / 1_000 - 3_600;
  utimesSync(join(folder, 'in-use/mark-of-laptop.json'), longAgo, longAgo);
  expect(office.others()).toEqual([]);
});

it('a second start on the same computer is nobody else', () => {
  expect([on('office').others(), on('office').others()]).toEqual([[], []]);
});

it('a mark that can’t be read is of nobody', () => {
  const office = on('office');
  writeFileSync(join(folder, 'in-use/other.json'), '');
  expect(office.others()).toEqual([]);
});

it('nothing is left of it at the end', () => {
  on('office').end();
  expect(readdirSync(folder)).toEqual([]);
});
