import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dots } from './mask-secrets.ts';
import { settingsDiff } from './settings-diff.ts';

const diff = (before: string, after: string) => settingsDiff('/x', Buffer.from(before), Buffer.from(after));
const shown = (before: string, after: string): string[] =>
  diff(before, after).lines.map(({ kind, text }) => `${kind} ${text}`);

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

describe('what would change in a settings file', () => {
  it('is shown line by line', () => {
    expect(shown('{\n  "a": 1,\n  "b": 2\n}', '{\n  "a": 1,\n  "b": 3\n}')).toEqual([
      'same {',
      'same   "a": 1,',
      'removed   "b": 2',
      'added   "b": 3',
      'same }',
    ]);
  });

  it('leaves out what stays the same far from it', () => {
    const settings = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`s${at}`, at]));
    const lines = shown(pretty(settings), pretty({ ...settings, s20: 'new' }));
    expect(lines).toHaveLength(10);
    expect([lines[0], lines.at(-1)]).toEqual(['gap ', 'gap ']);
  });

  it('of a file that is not there is all of the new one', () => {
    expect(shown('', '{}')).toEqual(['added {}']);
  });

  it('differs in its name when either side does', () => {
    expect(diff('{"a":1}', '{}').fingerprint).not.toBe(diff('{"a":2}', '{}').fingerprint);
    expect(diff('{"a":1}', '{}').fingerprint).toBe(diff('{"a":1}', '{}').fingerprint);
  });
});

describe('a secret in a settings file', () => {
  it('is dots, and a new one is a change', () => {
    const server = (key: string) => ({ command: '/bin/x', env: { WEATHER_API_KEY: key } });
    const lines = shown(pretty(server('first-one')), pretty(server('second-one')));
    expect(lines).toContain(`removed     "WEATHER_API_KEY": "${dots}"`);
    expect(lines).toContain(`added     "WEATHER_API_KEY": "${dots}"`);
    expect(lines.join()).not.toMatch(/first-one|second-one/);
    expect(lines).toContain('same   "command": "/bin/x",');
  });

  it('that stays the same isn’t shown as a change', () => {
    const lines = shown('{\n"env": { "A": "secret" },\n"b": 1\n}', '{\n"env": { "A": "secret" },\n"b": 2\n}');
    expect(lines).toContain(`same "env": { "A": "${dots}" },`);
  });

  it('is counted, so that a person knows that something is hidden', () => {
    expect(diff('{"env": {"A": "x", "B": "y"}}', '{}').hidden).toBe(2);
  });

  const secret = (): string => randomBytes(18).toString('base64url');
  it.each<[string, (one: string) => string]>([
    ['in the environment', (one) => pretty({ mcpServers: { a: { env: { ANY: one } } } })],
    ['in a header', (one) => pretty({ mcpServers: { a: { headers: { Authorization: `Bearer ${one}` } } } })],
    ['after a flag', (one) => pretty({ mcpServers: { a: { args: ['--api-key', one] } } })],
    ['with its flag', (one) => pretty({ mcpServers: { a: { args: [`--anything=${one}`] } } })],
    ['in a header among the arguments', (one) => pretty({ args: ['--header', `X-Key: ${one}`] })],
    ['in an address', (one) => pretty({ url: `https://ana:${one}@example.org/` })],
    ['in a question of an address', (one) => pretty({ url: `https://example.org/?k=${one}` })],
    ['under a telling name', (one) => pretty({ apiToken: one })],
    ['under any name', (one) => pretty({ note: `${one}7a` })],
    ['as a name', (one) => pretty({ [`${one}7a`]: 1 })],
    ['in a comment', (one) => `{\n  // old key: ${one}7a\n  "a": 1\n}`],
    ['in a file that can’t be parsed', (one) => `{ "note": "${one}", `],
    ['without quotation marks', (one) => `{ note: ${one}7a }`],
  ])('%s is never shown, nor a piece of it', (_where, text) => {
    for (let round = 0; round < 50; round += 1) {
      const one = secret();
      const all = JSON.stringify([diff(text(one), '{}'), diff('{}', text(one))]);
      for (let at = 0; at + 8 <= one.length; at += 1) expect(all).not.toContain(one.slice(at, at + 8));
    }
  });

  it('that is a Convene key is never shown, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (lead, tail) => {
        const key = `fm_org_${randomBytes(16).toString('hex')}`;
        const text = JSON.stringify({ [lead]: lead + key + tail });
        expect(JSON.stringify(diff(text, '{}'))).not.toContain(key.slice(7, 20));
      }),
    );
  });
});
