import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileLog } from './log.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
  path = join(folder, 'companion/companion.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const lines = (): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the log', () => {
  it('keeps each event with its facts, for its owner alone', () => {
    const log = fileLog(path);
    log('connecting paused', { step: 'key-ready' });
    log('file stays');
    expect(lines()).toMatchObject([{ msg: 'connecting paused', step: 'key-ready' }, { msg: 'file stays' }]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each(['org', 'session', 'refresh'])('hides a token fm_%s_… wherever it stands', (kind) => {
    const token = `fm_${kind}_${randomBytes(18).toString('base64url')}`;
    fileLog(path)(`said ${token}`, { detail: `"${token}"`, deep: { list: [token] }, [token]: 1 });
    expect(readFileSync(path, 'utf8')).not.toContain(token.slice(0, 20));
  });

  it('that has grown large starts anew, and the last one is kept beside it', () => {
    fileLog(path)('first');
    writeFileSync(path, 'x'.repeat(1_000_001));
    fileLog(path)('second');
    expect(lines()).toMatchObject([{ msg: 'second' }]);
    expect(statSync(`${path}.old`).size).toBe(1_000_001);
  });

  it('that can’t be written stops nothing', () => {
    mkdirSync(path, { recursive: true });
    expect(() => fileLog(path)('event')).not.toThrow();
    expect(existsSync(path)).toBe(true);
  });
});
