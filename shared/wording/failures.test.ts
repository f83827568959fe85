import { describe, expect, it } from 'vitest';
import { type FailureCode, failure, failureCodes, fileEncodings } from '../failure.ts';
import { failureMessage } from './failures.ts';

const everyFact = {
  path: '/p/claude.json',
  line: 4,
  column: 12,
  name: 'convene-quince',
  command: 'unlock-it',
};

describe('the words for a failure', () => {
  it.each(failureCodes)('%s says what happened and what to do, in whole sentences', (code) => {
    for (const facts of [{}, everyFact]) {
      const { title, todo } = failureMessage(failure(code, facts));
      expect(title).toMatch(/^[\p{Lu}“].*\.$/su);
      expect(todo.length).toBeGreaterThan(10);
    }
  });

  it.each(failureCodes)('%s shows neither a code nor a gap where a fact is missing', (code) => {
    const { title, todo } = failureMessage(failure(code, { detail: 'ECONNREFUSED 127.0.0.1' }));
    expect(`${title} ${todo}`).not.toMatch(/undefined|null|ECONN|“”| {2}/);
    expect(`${title} ${todo}`).not.toContain(code.includes('-') ? code : '\u0000');
  });

  it('are different for every code', () => {
    const titles = failureCodes.map((code) => failureMessage(failure(code)).title);
    expect(new Set(titles).size).toBe(failureCodes.length);
  });

  it('name line and character of a mistake in the settings file', () => {
    const { title, todo } = failureMessage(failure('config-not-json', { ...everyFact }));
    expect(title).toBe('Claude’s settings file has a mistake in line 4, at character 12.');
    expect(todo).toContain('/p/claude.json');
  });

  it.each<FailureCode>(['keychain-locked', 'keychain-no-service', 'keychain-library-missing'])(
    'give the command that fixes %s',
    (code) => {
      expect(failureMessage(failure(code, { command: 'fix it' })).todo).toBe('In a terminal, type: fix it');
    },
  );
});

describe('what is wrong with a settings file', () => {
  it.each([
    ['/nix/store/abc-home/claude.json', /package manager/],
    ['/home/ana/dotfiles/claude.json', /may not be changed/],
  ])('that lies at %s is told by its reason, and where it lies', (name, title) => {
    const told = failureMessage(
      failure('config-not-writable', { path: '/home/ana/x.json', name, detail: 'EROFS' }),
    );
    expect(told.title).toMatch(title);
    expect(told.todo).toContain(name);
  });

  it.each(fileEncodings)('in %s is told as that', (encoding) => {
    expect(failureMessage(failure('config-not-json', { encoding })).title).not.toContain('mistake');
  });
});
