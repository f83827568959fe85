import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents } from './sse.ts';

function eventsOf(stream: string | Buffer, sizes: readonly number[] = [], longest = 1_000_000): string[] {
  const bytes = Buffer.from(stream);
  const found: string[] = [];
  const reader = readEvents((data) => found.push(data.toString('utf8')), longest);
  let from = 0;
  for (const size of sizes) {
    reader.push(bytes.subarray(from, from + size));
    from += size;
  }
  reader.push(bytes.subarray(from));
  return found;
}

describe('server-sent events', () => {
  it.each([
    ['a line feed', 'data: {"a":1}\n\n', ['{"a":1}']],
    ['both', 'data: {"a":1}\r\n\r\n', ['{"a":1}']],
    ['a carriage return', 'data: one\r\rdata: two\r\r', ['one', 'two']],
    ['no space after the colon', 'data:one\n\n', ['one']],
    ['several lines of data', 'data: {\ndata: }\n\n', ['{\n}']],
    ['comments and other fields', ': ping\n\nid: 7\nretry: 9\ndata: one\n\n', ['one']],
    ['the kind by its name', 'event: message\ndata: one\n\n', ['one']],
    ['another kind, which is left out', 'event: ping\ndata: one\n\ndata: two\n\n', ['two']],
    ['a field that only begins like data', 'database: one\n\ndata: two\n\n', ['two']],
    ['a mark of byte order', '\uFEFFdata: one\n\n', ['one']],
    ['an event that was cut off', 'data: one\n\ndata: tw', ['one']],
    ['an event without its empty line', 'data: one\n', []],
  ])('with %s', (_, stream, expected) => {
    expect(eventsOf(stream)).toEqual(expected);
  });

  it('are the same however the bytes were cut', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => !/[\r\n]/.test(one));
    const end = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(text), end, fc.array(fc.integer({ min: 0, max: 9 })), (texts, lineEnd, sizes) => {
        const stream = texts.map((one) => `data: ${one}${lineEnd}${lineEnd}`).join('');
        expect(eventsOf(stream, sizes)).toEqual(texts);
      }),
      { numRuns: 300 },
    );
  });

  it('that grow without end are given up', () => {
    const reader = readEvents(() => {}, 250);
    expect(reader.push(Buffer.from(`data: ${'x'.repeat(60)}\n`))).toBe(true);
    expect(reader.push(Buffer.from(`data: ${'x'.repeat(60)}\n`))).toBe(false);
  });
});
