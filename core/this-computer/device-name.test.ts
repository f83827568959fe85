import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStateFile } from '../files/state-file.ts';
import { noLog } from '../log.ts';
import { type ComputerFacts, computerFacts } from './computer-facts.ts';
import { computerFileSchema, computerOfV0, createDeviceName, noComputer } from './device-name.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'this-computer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pathIn = (): string => join(folder, 'computer.json');
const onComputer = (facts: ComputerFacts, path = pathIn()) =>
  createDeviceName({
    file: createStateFile({
      path,
      schema: computerFileSchema,
      migrate: computerOfV0,
      initial: noComputer,
    }),
    facts,
    log: noLog,
  });
const own = (hostName: string, marks = ['its own'], given?: string): Promise<string> =>
  onComputer({ hostName, marks, given }).look();
const anna = { hostName: 'Annas-MBP.local', marks: ['its own'] };

describe('the name of this computer', () => {
  it('is its host name, without what a network puts behind it', async () => {
    expect(await own('Annas-MBP.fritz.box')).toBe('Annas-MBP');
  });

  it('stays that of the first start, whatever a network calls it', async () => {
    await own('Annas-MBP.local');
    for (const later of ['Mac.lan', 'dhcp-17.example.org', 'Annas-MBP-2.local'])
      expect(await own(later)).toBe('Annas-MBP');
  });

  it('isn’t taken from a folder that has come from another computer', async () => {
    await own('Annas-MBP.local');
    expect(await own('Bens-MBP.local', ['another'])).toBe('Bens-MBP');
  });

  it('is that of a computer with a second card', async () => {
    await own('Annas-MBP.local', ['one']);
    expect(await own('Mac.lan', ['two', 'one'])).toBe('Annas-MBP');
  });

  it('without any mark is kept while the host name is another spelling', async () => {
    await own('Annas-MBP.local', []);
    expect([await own('annas-mbp.lan', []), await own('Mac.lan', [])]).toEqual(['Annas-MBP', 'Mac']);
  });

  it('is the one that 0.1.0 noted', async () => {
    writeFileSync(
      pathIn(),
      JSON.stringify({ hostName: 'Annas-MBP.local', name: 'Annas-MBP', marks: ['its own'] }),
    );
    expect(await own('Mac.lan')).toBe('Annas-MBP');
  });

  it.each(['', '\0\0\0', '{"name":"x"', '{}'])('is the host name when the note of it is %j', async (text) => {
    writeFileSync(pathIn(), text);
    expect(await own('Annas-MBP.local')).toBe('Annas-MBP');
  });

  it('is the host name where no note can be made', async () => {
    writeFileSync(join(folder, 'a file'), '');
    expect(await onComputer(anna, join(folder, 'a file/own/computer.json')).look()).toBe('Annas-MBP');
  });

  it('is forgotten', async () => {
    const name = onComputer(anna);
    await name.look();
    await name.forget();
    expect(readdirSync(folder).filter((file) => !file.endsWith('.lock'))).toEqual([]);
    expect(await own('Mac.lan')).toBe('Mac');
  });
});

describe('a new name of this computer', () => {
  const key = { server: 'https://convene.example', organizationId: 'org_1', keyId: 'key_1' };

  it('is told at once, and at the next start, whatever the host name is by then', async () => {
    const name = onComputer(anna);
    await name.look();
    const told: string[] = [];
    name.onChange((now) => told.push(now));
    expect(await name.rename('Till by the door', [])).toEqual({ ok: true, value: undefined });
    expect([told, name.current()]).toEqual([['Till by the door'], 'Till by the door']);
    expect(await own('Mac.lan')).toBe('Till by the door');
  });

  it('is learnt from another companion on this computer', async () => {
    const [window, commandLine] = [onComputer(anna), onComputer(anna)];
    await window.look();
    await commandLine.look();
    await commandLine.rename('Till', []);
    expect(await window.look()).toBe('Till');
  });

  it('outlives damage, as what was written last stands beside it', async () => {
    const name = onComputer(anna);
    await name.look();
    await name.rename('Till', []);
    writeFileSync(pathIn(), '');
    expect(await own('Annas-MBP.local')).toBe('Till');
  });

  it('isn’t taken where it can’t be noted', async () => {
    writeFileSync(pathIn(), '{}');
    const name = onComputer(anna);
    expect(await name.rename('Till', [])).toMatchObject({ error: { code: 'state-damaged' } });
    expect(name.current()).toBe('Annas-MBP');
  });

  it('gives way to one that the environment gives', async () => {
    const name = onComputer(anna);
    await name.rename('Till', []);
    expect(await own('Annas-MBP.local', ['its own'], 'Info tent')).toBe('Info tent');
  });

  it('leaves the keys of the old one this computer’s, by id, and on their own server only', async () => {
    const name = onComputer(anna);
    await name.rename('Till', [key]);
    expect([...name.keysOfOldName(key)]).toEqual(['key_1']);
    expect([...name.keysOfOldName({ ...key, server: 'https://other.example' })]).toEqual([]);
    expect(name.nameNow(key, 'Cursor on Annas-MBP (2), renewed 23 Nov 2026')).toBe(
      'Cursor on Till, renewed 23 Nov 2026',
    );
    expect(name.nameNow({ ...key, keyId: 'key_2' }, 'Cursor on Annas-MBP')).toBe('Cursor on Annas-MBP');
  });

  it('forgets a key that Convene calls by it', async () => {
    const name = onComputer(anna);
    await name.rename('Till', [key]);
    await name.forgetKey(key);
    expect([...name.keysOfOldName(key)]).toEqual([]);
  });
});

it('this computer is the same one twice, and its marks tell no id', () => {
  const facts = computerFacts(process.platform);
  expect(computerFacts(process.platform)).toEqual(facts);
  expect(facts.marks.every((mark) => /^[0-9a-f]{64}$/.test(mark))).toBe(true);
});
