import { describe, expect, it } from 'vitest';
import { proposeRepair } from './propose-repair.ts';
import { strictJson } from './settings-format.ts';

const repaired = (text: string): string => {
  const proposal = proposeRepair(Buffer.from(text));
  if (!proposal.ok) throw new Error(proposal.error.code);
  return proposal.value.bytes.toString('utf8');
};
const changes = (text: string): unknown => {
  const proposal = proposeRepair(Buffer.from(text));
  return proposal.ok ? proposal.value.changes : proposal.error.code;
};

describe('a repair', () => {
  it.each([
    ['a byte order mark', '\ufeff{"a": 1}\n', '{"a": 1}\n'],
    ['a comment on a line of its own, with its line', '{\n  // mine\n  "a": 1\n}\n', '{\n  "a": 1\n}\n'],
    ['a comment behind a value', '{\n  "a": 1 // mine\n}\n', '{\n  "a": 1\n}\n'],
    ['a comment between two things', '{ "a": /* mine */ 1 }', '{ "a":  1 }'],
    ['a comment over several lines', '{\r\n  /* mine\r\n  too */\r\n  "a": 1\r\n}', '{\r\n  "a": 1\r\n}'],
    ['a comment at the very end', '{"a": 1} // mine', '{"a": 1}'],
    ['a trailing comma', '{\n  "a": [1, 2,],\n}\n', '{\n  "a": [1, 2]\n}\n'],
    ['a trailing comma before a comment', '{\n  "a": 1, // mine\n}', '{\n  "a": 1\n}'],
    ['nothing but a comment, and leaves empty settings', '// mine\n', '{}\n'],
    ['all of it at once', '\ufeff// mine\n{"a": 1.0, /* two */}\n', '{"a": 1.0 }\n'],
  ])('takes out %s, and nothing else', (_what, text, wanted) => {
    expect(repaired(text)).toBe(wanted);
  });

  it('leaves what only looks like a comment', () => {
    const text = '{"address": "http://example.org//x", "b": "/* no */",}';
    expect(repaired(text)).toBe('{"address": "http://example.org//x", "b": "/* no */"}');
  });

  it.each(['', ' \n', '\ufeff'])('of %j puts empty settings there', (text) => {
    expect(repaired(text)).toBe('{}\n');
  });

  it('leaves what the program takes', () => {
    const gemini = { serversKey: 'mcpServers', accepts: { ...strictJson, comments: true } };
    const fix = (text: string): string => {
      const proposal = proposeRepair(Buffer.from(text), gemini);
      return proposal.ok ? proposal.value.bytes.toString('utf8') : proposal.error.code;
    };
    expect(fix('\ufeff{\n  "a": [1, /* x */], // mine\n}\n')).toBe('{\n  "a": [1 /* x */] // mine\n}\n');
    expect(fix('// mine')).toBe('// mine\n{}\n');
  });

  it('says each change with its line and character', () => {
    expect(changes('\ufeff{\n  // mine\n  "a": 1,\n}\n')).toEqual([
      { kind: 'byte-order-mark', line: 1, column: 1 },
      { kind: 'comment', line: 2, column: 3 },
      { kind: 'trailing-comma', line: 3, column: 9 },
    ]);
  });

  it('of a sound file changes nothing', () => {
    expect(changes('{"a": 1}')).toEqual([]);
  });

  it.each([
    ['a missing comma', '{"a": 1 "b": 2}', 'config-not-json'],
    ['a missing comma beside a comment', '{"a": 1 // mine\n "b": 2}', 'config-not-json'],
    ['a missing comma behind a mark', '\ufeff{"a": 1 "b": 2}', 'config-not-json'],
    ['a comment that doesn’t end', '{"a": 1 /* mine }', 'config-not-json'],
    ['two commas', '{"a": 1,, // mine\n}', 'config-not-json'],
    ['single quotation marks', "{'a': 1, /* x */}", 'config-not-json'],
    ['a list', '[1, /* mine */ 2]', 'config-not-an-object'],
    ['servers that are a list', '{"mcpServers": [], // mine\n}', 'config-servers-not-an-object'],
  ])('isn’t offered for %s', (_what, text, code) => {
    expect(changes(text)).toBe(code);
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeff{"city": "Münster"}\r\n', 'utf16le')],
    ['UTF-16, high byte first', Buffer.from('\ufeff{"city": "Münster"}\r\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('{"city": "Münster"}\r\n', 'utf16le')],
  ])('saves %s as UTF-8', (_what, bytes) => {
    const proposal = proposeRepair(bytes);
    expect(proposal.ok && proposal.value.bytes.toString('utf8')).toBe('{"city": "Münster"}\r\n');
    expect(proposal.ok && proposal.value.changes).toEqual([{ kind: 'encoding', line: 1, column: 1 }]);
  });

  it('takes zero bytes at the end out, which a power cut leaves', () => {
    expect(repaired(`{"a": 1}\n${'\0'.repeat(500)}`)).toBe('{"a": 1}\n');
    expect(changes('{"a": 1}\n\0')).toEqual([{ kind: 'zero-bytes', line: 2, column: 1 }]);
  });

  it.each([
    ['a whole file of zero bytes', Buffer.alloc(100)],
    ['zero bytes in the midst', Buffer.from('{"a": \0 1}')],
    ['settings that end in the middle, then zero bytes', Buffer.from('{"a": "\0\0\0\0')],
    ['UTF-16 that ends in the middle of a letter', Buffer.from('\ufeff{"a": 1}', 'utf16le').subarray(0, -1)],
    ['UTF-16 with half a letter', Buffer.from('\ufeff{"a": "\ud83e"}', 'utf16le')],
  ])('isn’t offered for %s, as nobody can say what it said', (_what, bytes) => {
    expect(proposeRepair(bytes)).toMatchObject({ ok: false, error: { code: 'config-not-json' } });
  });

  it('isn’t offered for what isn’t UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{"a": "'), Buffer.from([0xff]), Buffer.from('", // mine\n}')]);
    expect(proposeRepair(bytes)).toMatchObject({ ok: false, error: { code: 'config-not-json' } });
  });
});
