import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { computerFacts, forgetNameOfComputer, isOfAnotherComputer, nameOfComputer } from './this-computer.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'this-computer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const own = (hostName: string, marks = ['its own']) => nameOfComputer(folder, { hostName, marks });

describe('the name of this computer', () => {
  it('is its host name, without what a network puts behind it', () => {
    expect(own('Annas-MBP.fritz.box')).toBe('Annas-MBP');
  });

  it('stays that of the first start, whatever a network calls it', () => {
    own('Annas-MBP.local');
    expect([own('Mac.lan'), own('dhcp-17.example.org'), own('Annas-MBP-2.local')]).toEqual(
      Array(3).fill('Annas-MBP'),
    );
  });

  it('isn’t taken from a folder that has come from another computer', () => {
    own('Annas-MBP.local');
    expect(own('Bens-MBP.local', ['another'])).toBe('Bens-MBP');
  });

  it('tells a folder that has come from another computer', () => {
    own('Annas-MBP.local', ['one']);
    expect(isOfAnotherComputer(folder, { hostName: 'Mac.lan', marks: ['one'] })).toBe(false);
    expect(isOfAnotherComputer(folder, { hostName: 'Annas-MBP.local', marks: ['two'] })).toBe(true);
  });

  it('is that of a computer with a second card', () => {
    own('Annas-MBP.local', ['one']);
    expect(own('Mac.lan', ['two', 'one'])).toBe('Annas-MBP');
  });

  it('without any mark is kept while the host name is another spelling', () => {
    own('Annas-MBP.local', []);
    expect([own('annas-mbp.lan', []), own('Mac.lan', [])]).toEqual(['Annas-MBP', 'Mac']);
  });

  it.each(['', '\0\0\0', '{"name":"x"', '{}'])('is the host name when the note of it is %j', (text) => {
    writeFileSync(join(folder, 'computer.json'), text);
    expect(own('Annas-MBP.local')).toBe('Annas-MBP');
  });

  it('is the host name where no note can be made', () => {
    writeFileSync(join(folder, 'a file'), '');
    expect(nameOfComputer(join(folder, 'a file/own'), { hostName: 'Annas-MBP', marks: [] })).toBe(
      'Annas-MBP',
    );
  });

  it('is forgotten', () => {
    own('Annas-MBP.local');
    forgetNameOfComputer(folder);
    expect(readdirSync(folder)).toEqual([]);
    expect(own('Mac.lan')).toBe('Mac');
  });
});

it('this computer is the same one twice, and its marks tell no id', () => {
  const facts = computerFacts(process.platform);
  expect(computerFacts(process.platform)).toEqual(facts);
  expect(facts.marks.every((mark) => /^[0-9a-f]{64}$/.test(mark))).toBe(true);
});
