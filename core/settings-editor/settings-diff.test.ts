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

  it('of a file on one long line is shown where it differs', () => {
    const settings = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`s${at}`, at % 10]));
    const [removed, added, ...rest] = shown(
      JSON.stringify(settings),
      JSON.stringify({ ...settings, s2500: 77 }),
    );
    expect(removed).toContain('"s2500":0,');
    expect(added).toContain('"s2500":77,');
    expect([removed?.length, added?.length].every((length) => (length ?? 0) < 1_100)).toBe(true);
    expect(rest).toEqual([]);
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

  const password = 'hunter2';
  it.each([
    ['joined to its flag', { command: 'mysql', args: ['-phunter2'] }],
    ['joined to its flag without a digit', { command: 'mysql', args: ['-phunter'] }],
    ['after a flag that nobody knows', { args: ['--pin', 'hunter2'] }],
    ['after a one-letter flag', { args: ['-w', 'hunter2'] }],
    ['before a host', { args: ['ana:hunter2@db.example.org'] }],
    ['in a DSN', { args: ['host=db user=ana password=hunter2 dbname=market'] }],
    ['in an address', { args: ['postgres://ana:hunter2@db.example.org/market'] }],
    ['in a question of an address', { url: 'https://example.org/mcp?sig=hunter2' }],
    ['in the path of an address', { url: 'https://hooks.example.org/T0/hunter2' }],
    ['exported in a script', { command: 'sh', args: ['-c', 'export X=hunter2; exec server'] }],
    ['in the command', { command: 'mysql -phunter2' }],
    ['as an argument by itself', { args: ['run', 'hunter2'] }],
    ['under a name that says nothing', { note: 'hunter2' }],
    ['in a list', { notes: ['hunter2'] }],
    ['as a sentence', { note: 'the old one was hunter2' }],
    ['as a name with a value', { 'password=hunter2': 1 }],
  ])('%s is dots', (_where, server) => {
    const all = JSON.stringify([diff(pretty(server), '{}'), diff('{}', pretty(server))]);
    expect(all).not.toContain('hunter');
  });

  it('of digits is dots', () => {
    expect(shown('{"pin": 4711, "door": 4711, "port": 8080}', '')).toEqual([
      `removed {"pin": ${dots}, "door": ${dots}, "port": 8080}`,
    ]);
  });

  it.each([
    ['named in a comment', '// the pw is hunter2 or so\n{}'],
    ['set in a comment', '// PASS=hunter2\n{}'],
    ['in a comment that is settings', '// "env": { "X": "hunter2" }\n{}'],
    ['alone in a comment', '/* hunter2 */ {}'],
    ['in a damaged file', '{ "note": "hunter2", '],
    ['in a damaged file, without quotation marks', '{ note: hunter2 '],
    ['in a damaged file, cut off', '{ "note": "hunter2'],
  ])('%s is dots', (_where, text) => {
    expect(JSON.stringify(diff(text, '{}'))).not.toContain(password);
  });

  it('in UTF-16 is dots', () => {
    const before = Buffer.from('\ufeff{"note": "hunter2"}', 'utf16le');
    const { lines } = settingsDiff('/x', before, Buffer.from('{}'));
    expect(lines[0]).toEqual({ kind: 'removed', text: `{"note": "${dots}"}` });
  });

  it('leaves what is known to be harmless', () => {
    const weather = {
      command: '/usr/local/bin/npx',
      args: [
        '-y',
        '@modelcontextprotocol/server-weather@1.2.3',
        '--stdio',
        '--config',
        '/home/ana/weather.json',
      ],
      type: 'stdio',
      url: 'https://mcp.example.org:8443/mcp',
    };
    const text = pretty({ mcpServers: { weather } });
    expect(diff(text, '').hidden).toBe(0);
    expect(diff('// the files of the market, by Ana\n{}', '').hidden).toBe(0);
  });

  it('takes no longer to hide the longer it is', () => {
    // Each of these took seconds to minutes.
    for (const one of [
      'a'.repeat(2_000_000),
      'a1'.repeat(1_000_000),
      '/a'.repeat(1_000_000),
      '=a'.repeat(1_000_000),
    ])
      for (const text of [
        pretty({ note: one }),
        pretty({ args: [one, one] }),
        pretty({ [one]: 1 }),
        `// ${one}\n{}`,
        one,
      ])
        expect(JSON.stringify(diff(text, '{}').lines).length).toBeLessThan(2_000);
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
