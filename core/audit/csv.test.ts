import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictCsv } from '../../testing/strict-csv.ts';
import { csvLine } from './csv.ts';

describe('a line of CSV', () => {
  it('is read back by a strict parser, whatever stands in it', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'a', '=') }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        const read = parseStrictCsv(rows.map(csvLine).join(''));
        expect(read.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')))).toEqual(
          rows.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''))),
        );
      }),
    );
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@sum', `'@sum`],
    ['\t=1', `'\t=1`],
    ['\r=1', `"'\r=1"`],
    ['＝1', `'＝1`],
    ['1=1', '1=1'],
    ['plain', 'plain'],
    ['a, b', '"a, b"'],
  ])('%j is %j, and no formula', (text, expected) => {
    expect(csvLine([text])).toBe(`${expected}\r\n`);
  });
});
