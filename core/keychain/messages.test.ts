import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toLine } from './messages.ts';

it('a message is one line for every reader of lines, and comes out as it went in', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '\u2029', '"', '\\') });
  fc.assert(
    fc.property(text, (secret) => {
      const message = { id: 1, kind: 'done' as const, secret };
      const line = toLine(message);
      expect(line.split(/\r?\n|\r|\u2028|\u2029/)).toEqual([line.trimEnd(), '']);
      expect(JSON.parse(line)).toEqual(message);
    }),
  );
});
