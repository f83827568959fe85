import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { addEntry, removeEntry } from './edit-entry.ts';
import { checkConfig } from './parse-settings.ts';
import { strictJson } from './settings-format.ts';

const entry = { command: '/opt/companion', args: ['bridge.cjs', 'connection-1'], env: { MODE: '1' } };
const name = 'convene-quince-street';

/** Any settings that Claude might hold, written in any of the ways in which people and programs write JSON. */
const blank = fc.constantFrom('', ' ', '  ', '\n', '\r\n', '\n  ', '\t', '\n\n');
const serverName = fc.oneof(fc.constantFrom('weather', '__proto__', 'a b', 'ünï', '"'), fc.string());
const server = fc.oneof(
  fc.constant({}),
  fc.constant({ command: '/bin/true', args: ['1.0'] }),
  fc.jsonValue({ maxDepth: 2 }),
);
const laidOut = fc.record({
  settings: fc.dictionary(
    fc.oneof(fc.constantFrom('preferences', 'deploymentMode'), fc.string()),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  servers: fc.option(fc.dictionary(serverName, server), { nil: undefined }),
  indent: fc.constantFrom(undefined, 1, 2, 4, '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  before: blank,
  after: blank,
  serversFirst: fc.boolean(),
});
const settingsText = laidOut.map(({ settings, servers, indent, lineEnd, before, after, serversFirst }) => {
  const { mcpServers: _own, ...rest } = settings;
  const part = servers === undefined ? {} : { mcpServers: servers };
  const text = JSON.stringify(serversFirst ? { ...part, ...rest } : { ...rest, ...part }, null, indent);
  return before + text.replaceAll('\n', lineEnd) + after;
});

const expected = (text: string): unknown => {
  const before = JSON.parse(text) as { mcpServers?: Record<string, unknown> };
  return { ...before, mcpServers: { ...before.mcpServers, [name]: entry } };
};

describe('adding our entry', () => {
  it('adds it to whatever was there and changes nothing else', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        fc.pre(!Object.hasOwn((JSON.parse(text) as { mcpServers?: object }).mcpServers ?? {}, name));
        expect(JSON.parse(addEntry(text, name, entry).text)).toEqual(expected(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves every byte before and after it as it was', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const { text: after } = addEntry(text, name, entry);
        let same = 0;
        while (same < text.length && text[same] === after[same]) same += 1;
        const rest = text.slice(same).trimStart();
        expect(after.endsWith(rest)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('and removing it gives the first bytes back', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const { text: after, note } = addEntry(text, name, entry);
        expect(removeEntry(after, name, note)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('twice is the same as once', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const once = addEntry(text, name, entry).text;
        expect(addEntry(once, name, entry).text).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [
      'numbers as they were written',
      '{\n  "preferences": { "scale": 1.0, "far": 1e400 }\n}\n',
      '"scale": 1.0, "far": 1e400',
    ],
    ['escapes as they were written', '{"path": "C:\\\\\\u0041"}', '"C:\\\\\\u0041"'],
    ['a key that stands twice', '{"a": 1, "a": 2}', '"a": 1, "a": 2'],
    ['Windows line ends', '{\r\n  "a": 1\r\n}\r\n', '  "a": 1'],
  ])('keeps %s', (_what, text, kept) => {
    expect(addEntry(text, name, entry).text).toContain(kept);
  });

  it('writes Windows line ends into a file that has them', () => {
    expect(addEntry('{\r\n  "a": 1\r\n}', name, entry).text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('goes into the servers that Claude reads when they stand twice', () => {
    const text = '{"mcpServers": {"a": {}}, "mcpServers": {"b": {}}}';
    expect(JSON.parse(addEntry(text, name, entry).text)).toEqual({ mcpServers: { b: {}, [name]: entry } });
  });

  it('follows the indentation of its neighbors', () => {
    const text = '{\n    "mcpServers": {\n        "weather": {}\n    }\n}\n';
    expect(addEntry(text, name, { command: '/x' }).text).toBe(
      `{\n    "mcpServers": {\n        "weather": {},\n        "${name}": {\n            "command": "/x"\n        }\n    }\n}\n`,
    );
  });

  it('corrects an entry of ours that differs', () => {
    const { text } = addEntry('{\n  "mcpServers": {}\n}', name, { command: '/old' });
    expect(JSON.parse(addEntry(text, name, entry).text)).toEqual({ mcpServers: { [name]: entry } });
  });
});

describe('a file without any object', () => {
  it.each(['', ' ', '\n', '// mine', '// mine\r\n', '/* mine\n too */ ', '// "\n\n// {}\n'])(
    '%j gets one behind what is in it, and has its first bytes again afterwards',
    (text) => {
      const { text: after, note, isNew } = addEntry(text, name, entry);
      expect(isNew).toBe(true);
      expect(after.startsWith(text)).toBe(true);
      expect(parse(after)).toEqual({ mcpServers: { [name]: entry } });
      expect(removeEntry(after, name, note)).toBe(text);
    },
  );

  it('keeps the object while something else stands in it', () => {
    const { text, note } = addEntry('// mine\n', name, entry);
    const theirs = addEntry(text, 'weather', {}).text;
    expect(parse(removeEntry(theirs, name, note))).toEqual({ mcpServers: { weather: {} } });
  });
});

describe('removing our entry', () => {
  it('that was rewritten by Claude in between leaves the others alone', () => {
    const rewritten = JSON.stringify(
      { mcpServers: { weather: {}, [name]: entry }, preferences: {} },
      null,
      2,
    );
    expect(JSON.parse(removeEntry(rewritten, name))).toEqual({
      mcpServers: { weather: {} },
      preferences: {},
    });
  });

  it('that is not there changes nothing', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        fc.pre(!text.includes(name));
        expect(removeEntry(text, name)).toBe(text);
      }),
    );
  });
});

/** Where `JSON.parse` says that it stopped. Its words differ between versions; some give no place. */
function engineStop(text: string): { offset: number } | undefined {
  try {
    JSON.parse(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    const position = /position (\d+)/.exec(words)?.[1];
    if (position !== undefined) return { offset: Number(position) };
    if (words.includes('end of JSON')) return { offset: text.length };
  }
  return undefined;
}

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('a settings file', () => {
  it('is refused exactly when Claude could not parse it', () => {
    const damaged = fc
      .tuple(settingsText, fc.nat(), fc.constantFrom('', ',', '//x', '/* */', '}', '"', '\u0000', 'é'))
      .map(([text, at, what]) => text.slice(0, at % text.length) + what + text.slice((at % text.length) + 1));
    fc.assert(
      fc.property(damaged, (text) => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          parsed = undefined;
        }
        const checked = checkConfig(Buffer.from(text));
        const broken =
          !checked.ok && (checked.error.code === 'config-not-json' || checked.error.code === 'config-empty');
        expect(broken).toBe(parsed === undefined);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['nothing in it', '', { code: 'config-empty' }],
    ['only blanks', ' \n', { code: 'config-empty' }],
    ['a byte order mark', '\ufeff{}', { code: 'config-byte-order-mark', line: 1, column: 1 }],
    ['a comment', '{\n  // mine\n  "a": 1\n}', { code: 'config-not-json', line: 2, column: 3 }],
    ['a trailing comma', '{\n  "a": 1,\n}', { code: 'config-not-json', line: 3, column: 1 }],
    ['a missing brace', '{\n  "a": 1', { code: 'config-not-json', line: 2 }],
    ['a list at its root', '[]', { code: 'config-not-an-object' }],
    ['a text at its root', '"x"', { code: 'config-not-an-object' }],
    ['servers that are a list', '{"mcpServers": []}', { code: 'config-servers-not-an-object' }],
    ['servers that are null', '{"mcpServers": null}', { code: 'config-servers-not-an-object' }],
    ['65 MB', `{"a": "${'x'.repeat(65 * 1024 * 1024)}"}`, { code: 'config-too-large' }],
  ])('with %s is refused, and where is said', (_what, text, error) => {
    expect(checkConfig(Buffer.from(text))).toMatchObject({ ok: false, error });
  });

  it('is refused at the character at which the engine stops', () => {
    const bit = fc.constantFrom(
      '',
      ',',
      '//x',
      '}',
      ']',
      '"',
      '\t',
      '\n',
      '01',
      '-',
      '1.',
      '1e',
      'tru',
      '\\q',
      '\\u1',
      '\u00a0',
    );
    const broken = fc.tuple(settingsText, fc.nat(), bit, fc.boolean()).map(([text, at, what, ends]) => {
      const place = at % text.length;
      return text.slice(0, place) + what + (ends ? '' : text.slice(place + 1));
    });
    fc.assert(
      fc.property(broken, (text) => {
        const stop = engineStop(text);
        const checked = checkConfig(Buffer.from(text));
        if (stop === undefined || checked.ok || checked.error.code !== 'config-not-json') return;
        const before = text.slice(0, stop.offset).split(/\r\n|\n|\r/);
        expect(checked.error).toMatchObject({
          line: before.length,
          column: (before.at(-1) ?? '').length + 1,
        });
      }),
      { numRuns: 3_000 },
    );
  });

  it('is found broken right after the single backslash of a Windows path', () => {
    const text = '{\n  "command": "C:\\Users\\ana"\n}'.replaceAll('\\\\', '\\');
    expect(checkConfig(Buffer.from(text))).toMatchObject({
      ok: false,
      error: { code: 'config-not-json', line: 2, column: 18 },
    });
  });

  it('counts an emoji as the two units that it is', () => {
    expect(checkConfig(Buffer.from('{"a": "😀" x}'))).toMatchObject({
      ok: false,
      error: { code: 'config-not-json', line: 1, column: 12 },
    });
  });

  it.each([
    ['closing brackets in a comment', `// ${']'.repeat(20_000)}\n`],
    ['a quotation mark in a comment', '// "\n'],
    ['a quotation mark in a long comment', '/* " */'],
    ['brackets that close nothing', ']'.repeat(20_000)],
  ])('with 20,000 levels behind %s is refused too', (_what, before) => {
    const text = `${before}{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const lenient = { ...strictJson, comments: true, trailingCommas: true };
    const checked = checkConfig(Buffer.from(text), { serversKey: 'servers', accepts: lenient });
    expect(checked).toMatchObject({ ok: false, error: { code: 'config-too-large' } });
  });

  it.each([1_100, 100_000])('with %i levels is refused, as no settings are', (levels) => {
    const text = `{"a": ${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(checkConfig(Buffer.from(text))).toMatchObject({ ok: false, error: { code: 'config-too-large' } });
  });

  it('with many brackets in its texts is not deep', () => {
    const text = JSON.stringify({ a: `${'['.repeat(5_000)}"\\` });
    expect(checkConfig(Buffer.from(text))).toMatchObject({ ok: true });
  });

  it('broken below a hundred thousand levels is still refused', () => {
    expect(checkConfig(Buffer.from(`{"a": ${'['.repeat(100_000)}`))).toMatchObject({
      ok: false,
      error: { code: 'config-not-json' },
    });
  });

  it.each([
    ['UTF-16, low byte first, with its mark', utf16('\ufeff{"a": "ü"}', 'le'), 'utf-16'],
    ['UTF-16, high byte first, with its mark', utf16('\ufeff{"a": "ü"}', 'be'), 'utf-16'],
    ['UTF-16 without a mark', utf16('{\n"a": 1}', 'le'), 'utf-16'],
    ['UTF-16 without a mark, high byte first', utf16('// mine\n{}', 'be'), 'utf-16'],
    ['Latin-1', Buffer.from('{"city": "M\u00fcnster"}', 'latin1'), 'latin-1'],
    ['zero bytes at its end', Buffer.from(`{"a": 1}${'\0'.repeat(300)}`), 'zero-bytes'],
    ['nothing but zero bytes', Buffer.alloc(4_096), 'zero-bytes'],
    ['a zero byte in the midst of it', Buffer.from('{"a": \0 1}'), 'zero-bytes'],
  ])('in %s is refused, and that is said', (_what, bytes, encoding) => {
    expect(checkConfig(bytes)).toMatchObject({ ok: false, error: { code: 'config-not-json', encoding } });
  });

  it('that is no UTF-8 is refused', () => {
    const bytes = Buffer.concat([Buffer.from('{"a": "'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(checkConfig(bytes)).toMatchObject({
      ok: false,
      error: { code: 'config-not-json', line: 1, column: 8 },
    });
  });
});
