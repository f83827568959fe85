import { describe, expect, it } from 'vitest';
import { exampleAdopted, exampleEnded, exampleFound } from '../../../testing/gallery/example-scan.ts';
import { orderFindings } from './finding-order.ts';
import {
  adoptedWords,
  aliveWords,
  endedWords,
  gitWords,
  placeWords,
  sizeText,
  skippedWords,
} from './scan-words.ts';

const live = exampleFound({ id: 'f-1' });
const dead = exampleFound({ id: 'f-2', key: { is: 'revoked', id: 'key-19fa', name: 'Cursor' } });

describe('the answer of the look', () => {
  it.each([
    [{ findings: [] }, 'No key is lying around in these places.'],
    [{ findings: [], end: 'stopped' as const }, 'We stopped. No key was found until then.'],
    [{ findings: [], end: 'broken' as const }, 'The look broke off. No key was found until then.'],
    [
      { findings: [], unread: ['/home/ana/Stall'] },
      'No key was found, but one place couldn’t be looked into.',
    ],
    [{ findings: [live] }, 'One key is lying around in a file.'],
    [{ findings: [live, dead] }, 'Keys are lying around in two places.'],
    [{ findings: [live], moreFindings: 11 }, 'Keys are lying around in 12 places.'],
  ])('%j', (given, title) => {
    expect(endedWords(exampleEnded(given)).title).toBe(title);
  });

  it.each([
    [[live], 'It still works: revoke or rotate it.'],
    [[dead], 'It isn’t known to work any more.'],
    [[live, dead], 'One of them still works: revoke or rotate that first.'],
    [[dead, dead], 'None of them is known to work any more.'],
  ])('says what is still live', (findings, detail) => {
    expect(endedWords(exampleEnded({ findings })).detail).toBe(detail);
  });

  it('says that the rest was not looked at when it was stopped', () => {
    expect(endedWords(exampleEnded({ end: 'stopped' })).detail).toContain('You stopped before the end');
  });
});

describe('words about files', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_500, '1.5 kB'],
    [310_000_000, '310 MB'],
    [2_040_000_000, '2.0 GB'],
    [999_960_000, '1.0 GB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it('count what was not looked into, and say nothing where all was', () => {
    const none = { 'not-ours': 0, unreadable: 0, special: 0, vanished: 0 };
    expect(skippedWords({ files: 1, bytes: 1, skipped: none })).toBe('');
    expect(skippedWords({ files: 1, bytes: 1, skipped: { ...none, special: 1, unreadable: 12 } })).toBe(
      'Not looked into: 12 files that can’t be read and one special file.',
    );
  });

  it.each([
    ['/home/ana/stall plans', 'stall plans'],
    ['C:\\Users\\Ana\\Stall', 'Stall'],
    ['/', '/'],
  ])('call the chosen folder %s by its own name', (path, name) => {
    expect(placeWords({ kind: 'chosen', path })).toBe(name);
  });
});

describe('a finding', () => {
  it('comes first while it works', () => {
    const settled = exampleFound({ id: 'f-3', settled: 'revoked' });
    const unknown = exampleFound({ id: 'f-4', key: { is: 'unknown' } });
    expect(orderFindings([settled, dead, unknown, live]).map(({ id }) => id)).toEqual([
      'f-1',
      'f-4',
      'f-2',
      'f-3',
    ]);
  });

  it.each([
    [live, 'only revoking helps.'],
    [dead, 'it opens nothing now.'],
    [exampleFound({ id: 'f-3', settled: 'adopted' }), 'it opens nothing now.'],
  ])('%#: in a repository says what history may keep, and what helps', (found, end) => {
    const words = gitWords({ ...found, inGitRepository: true });
    expect(words).toContain('If the key was ever committed, history keeps it');
    expect(words.endsWith(end)).toBe(true);
    expect(gitWords(found)).toBe('');
  });

  it('that could be several keys names them', () => {
    const several = exampleFound({ id: 'f-5', key: { is: 'several', names: ['one', 'two'] } });
    expect(aliveWords(several)).toContain('one or two');
  });
});

describe('what adopting came to', () => {
  const upTo = (...done: string[]) => ({
    ...exampleAdopted,
    steps: exampleAdopted.steps.map(({ id }) => ({ id, done: done.includes(id) })),
  });
  it.each([
    [exampleAdopted, 'Claude Desktop’s key is in the keychain now.'],
    [upTo(), 'Claude Desktop isn’t connected yet.'],
    [upTo('connected'), 'Claude Desktop has its new key, but the old one is still in its settings.'],
    [
      upTo('connected', 'entry-removed'),
      'The key in clear text is gone from Claude Desktop’s settings, but it still works.',
    ],
    [
      { ...exampleAdopted, oldKeyStays: true },
      'The key in clear text is gone from Claude Desktop’s settings, but it still works.',
    ],
  ])('%#: says where it waits', (adopted, title) => {
    expect(adoptedWords(adopted, 'Claude Desktop').title).toBe(title);
  });
});
