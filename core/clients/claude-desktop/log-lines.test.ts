import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readServerLines } from './log-lines.ts';

const name = 'convene-quince-street';
/** One line of Claude's, some seconds after nine. */
const at = (second: number, words: string, level = 'info'): string =>
  `2026-11-23T09:00:${String(second).padStart(2, '0')}.000Z [${name}] [${level}] ${words}`;
const time = (second: number): Date => new Date(Date.UTC(2026, 10, 23, 9, 0, second));
const plain = ' { metadata: undefined }';
const read = (...lines: string[]) => readServerLines(lines.join('\n'));

describe('what Claude’s log tells of a server', () => {
  it('is when it was last started', () => {
    const record = read(
      at(1, `Initializing server...${plain}`),
      at(2, `Server started and connected successfully${plain}`),
      at(5, `Shutting down server...${plain}`),
      at(6, `Server transport closed (intentional shutdown)${plain}`),
      at(10, `Initializing server...${plain}`),
      at(11, `Server started and connected successfully${plain}`),
    );
    expect(record).toEqual({ startedAt: time(11) });
  });

  it('is the same from builds that write no metadata, and with Windows line ends', () => {
    expect(
      readServerLines(
        `${at(1, 'Initializing server...')}\r\n${at(2, 'Server started and connected successfully')}\r\n`,
      ),
    ).toEqual({ startedAt: time(2) });
  });

  it('is what went wrong, in the words that tell most', () => {
    const record = read(
      at(1, `Initializing server...${plain}`),
      at(2, 'spawn /gone/companion ENOENT {', 'error'),
      '  metadata: {',
      "    context: 'connection',",
      "    stack: 'Error: spawn /gone/companion ENOENT\\n'",
      '  }',
      '}',
      at(2, `Server transport closed${plain}`),
      at(2, `Server transport closed unexpectedly, this is likely due to the process exiting early.${plain}`),
      at(
        2,
        'Server disconnected. For troubleshooting guidance, please visit our [debugging documentation]',
        'error',
      ),
    );
    expect(record).toEqual({ problem: 'spawn /gone/companion ENOENT' });
  });

  it('is when it last ran and what went wrong since', () => {
    const record = read(
      at(1, `Initializing server...${plain}`),
      at(2, `Server started and connected successfully${plain}`),
      at(3, `Initializing server...${plain}`),
      at(4, 'spawn EACCES {"context":"connection","stack":"Error: spawn EACCES"}', 'error'),
    );
    expect(record).toEqual({ startedAt: time(2), problem: 'spawn EACCES' });
  });

  it('is that it ended early where nothing else is said', () => {
    const record = read(
      at(1, `Initializing server...${plain}`),
      at(2, `Server started and connected successfully${plain}`),
      'some words of the server itself',
      at(3, `Server transport closed unexpectedly, this is likely due to the process exiting early.${plain}`),
    );
    expect(record.problem).toMatch(/^Server transport closed unexpectedly/);
  });

  it('is no problem that a later try has overcome', () => {
    const record = read(
      at(1, `Initializing server...${plain}`),
      at(2, 'spawn EACCES {', 'error'),
      at(3, `Initializing server...${plain}`),
      at(4, `Server started and connected successfully${plain}`),
    );
    expect(record).toEqual({ startedAt: time(4) });
  });

  it.each([
    ['what the server writes itself', 'Server started and connected successfully\n[error] no'],
    ['messages that hold such words', at(2, 'Message from client: {"text":"Server disconnected."}')],
    ['half a line at its beginning', '3T09:00:01.000Z [x] [error] spawn EACCES'],
    ['nothing', ''],
  ])('is not %s', (_what, text) => {
    expect(readServerLines(text)).toEqual({});
  });

  it('is never a token', () => {
    const token = `fm_org_${randomBytes(18).toString('hex')}`;
    const record = read(at(1, `it said ${token}`, 'error'));
    expect(record.problem).toBe('it said fm_org_[hidden]');
  });

  it('is cut short where it goes on and on', () => {
    expect(read(at(1, 'x'.repeat(5_000), 'error')).problem).toHaveLength(300);
  });
});
