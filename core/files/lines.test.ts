import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from './lines.ts';

async function linesOf(chunks: readonly Uint8Array[], longest?: number): Promise<(string | undefined)[]> {
  const input = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const lines: (string | undefined)[] = [];
  readLines(input, (line) => lines.push(line?.toString('utf8')), longest);
  await finished(input);
  return lines;
}

/** Cuts bytes at random places. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
};

describe('lines', () => {
  it('are the same however the bytes were cut', async () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, places) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(await linesOf(cut(bytes, places))).toEqual(lines);
      }),
      { numRuns: 60 },
    );
  });

  it('count without an end when nothing follows', async () => {
    expect(await linesOf([Buffer.from('one\ntwo')])).toEqual(['one', 'two']);
  });

  it('that are too long are named and not kept, and the next one is read', async () => {
    const chunks = ['12345\n', '123', '456\n', 'ok\n'].map((text) => Buffer.from(text));
    expect(await linesOf(chunks, 5)).toEqual(['12345', undefined, 'ok']);
  });

  it('that are too long are told by their two ends, however the bytes were cut', async () => {
    const long = `${'a'.repeat(200)}${'b'.repeat(5_000)}${'c'.repeat(200)}`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (places) => {
        const input = Readable.from(cut(Buffer.from(`ok\n${long}\nok\n`), places));
        const ends: (string | undefined)[][] = [];
        readLines(input, (_, of) => ends.push([of?.head.toString(), of?.tail.toString()]), 1_000);
        await finished(input);
        const none = [undefined, undefined];
        expect(ends).toEqual([none, ['a'.repeat(200), 'c'.repeat(200)], none]);
      }),
      { numRuns: 60 },
    );
  });
});
