/** Properties of the editor over generated files; `npm run test:long` tries a million of them. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { createScanner, parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { longTestMs, runsFor } from '../../testing/long-runs.ts';
import { addEntry, removeEntry } from './edit-entry.ts';
import { checkConfig } from './parse-settings.ts';
import { proposeRepair } from './propose-repair.ts';
import { type SettingsFormat, strictJson } from './settings-format.ts';
import { damaged, lenientSettings, strictSettings } from './testing/settings-text.ts';

const entry = { command: '/opt/companion', args: ['bridge.cjs', 'connection-1'], env: { MODE: '1' } };
const name = 'convene-quince-street';
const zed: SettingsFormat = {
  serversKey: 'context_servers',
  accepts: { ...strictJson, comments: true, trailingCommas: true },
};

/** The shares of all properties add up to 1. */
const share = { add: 0.2, outside: 0.1, remove: 0.15, twice: 0.1, refuse: 0.15, lenient: 0.2, repair: 0.1 };

const holds = (
  files: fc.Arbitrary<string>,
  part: keyof typeof share,
  property: (text: string) => void,
): void => fc.assert(fc.property(files, property), { numRuns: runsFor(share[part]) });

type Settings = { mcpServers?: Record<string, unknown> };
const withEntry = (before: Settings): Settings => ({
  ...before,
  mcpServers: { ...before.mcpServers, [name]: entry },
});

const readLenient = (text: string): Record<string, unknown> =>
  parse(text, [], { allowTrailingComma: true }) as Record<string, unknown>;

/** Everything but blank space and commas, in order. */
function tokens(text: string, keep: (token: string) => boolean): string[] {
  const found: string[] = [];
  const scanner = createScanner(text, false);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const token = text.slice(start, start + scanner.getTokenLength());
    if (token.trim() !== '' && keep(token)) found.push(token);
  }
  return found;
}
const isComment = (token: string): boolean => /^\/[/*]/.test(token);

describe('any settings that Claude accepts', { timeout: longTestMs }, () => {
  it('say the same and our entry after it was added', () => {
    holds(strictSettings, 'add', (text) => {
      const after = JSON.parse(addEntry(text, name, entry).text);
      expect(isDeepStrictEqual(after, withEntry(JSON.parse(text)))).toBe(true);
    });
  });

  it('keep every byte outside it', () => {
    holds(strictSettings, 'outside', (text) => {
      const { text: after, note } = addEntry(text, name, entry);
      let [start, end] = [0, 0];
      while (start < text.length && text[start] === after[start]) start += 1;
      while (end < text.length - start && text.at(-1 - end) === after.at(-1 - end)) end += 1;
      expect(text.length - start - end).toBeLessThanOrEqual(note.blank.length);
    });
  });

  it('are their first bytes again after it was removed', () => {
    holds(strictSettings, 'remove', (text) => {
      const { text: after, note } = addEntry(text, name, entry);
      expect(removeEntry(after, name, note)).toBe(text);
    });
  });

  it('don’t change when it is added a second time', () => {
    holds(strictSettings, 'twice', (text) => {
      const once = addEntry(text, name, entry).text;
      expect(addEntry(once, name, entry).text).toBe(once);
    });
  });
});

describe('a damaged file', { timeout: longTestMs }, () => {
  it('is refused for what it says exactly when JSON.parse refuses it', () => {
    holds(damaged(strictSettings), 'refuse', (text) => {
      const checked = checkConfig(Buffer.from(text));
      const refused =
        !checked.ok &&
        ['config-not-json', 'config-empty', 'config-byte-order-mark'].includes(checked.error.code);
      expect(refused).toBe(!isJson(text));
    });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('any settings with comments and trailing commas', { timeout: longTestMs }, () => {
  it('of a program that accepts them keep each comment, and are their first bytes again afterwards', () => {
    holds(lenientSettings(zed.serversKey), 'lenient', (text) => {
      const { text: after, note } = addEntry(text, name, entry, zed);
      expect(checkConfig(Buffer.from(after), zed).ok).toBe(true);
      const before = readLenient(text);
      const servers = { ...(before[zed.serversKey] as object | undefined), [name]: entry };
      expect(isDeepStrictEqual(readLenient(after), { ...before, [zed.serversKey]: servers })).toBe(true);
      expect(tokens(after, isComment)).toEqual(tokens(text, isComment));
      expect(removeEntry(after, name, note, zed)).toBe(text);
    });
  });

  it('of Claude are repaired to say the same, with every other byte as it was', () => {
    holds(lenientSettings('mcpServers'), 'repair', (text) => {
      const repaired = proposeRepair(Buffer.from(text));
      if (!repaired.ok) throw new Error(JSON.stringify(repaired.error));
      const fixed = repaired.value.bytes.toString('utf8');
      expect(isDeepStrictEqual(JSON.parse(fixed), readLenient(text))).toBe(true);
      const isOther = (token: string): boolean => !isComment(token) && token !== ',';
      expect(tokens(fixed, isOther)).toEqual(tokens(text, isOther));
      expect(repaired.value.changes.filter(({ kind }) => kind === 'comment')).toHaveLength(
        tokens(text, isComment).length,
      );
    });
  });
});
