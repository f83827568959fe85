import { parse } from 'csv-parse/sync';
import { dsvFormat } from 'd3-dsv';
import fc from 'fast-check';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { parseStrictCsv } from '../../testing/strict-csv.ts';
import { csvLine } from './csv.ts';

/** A file as three programs read it, with the separator that a person's region says. */
const readers: Readonly<Record<string, (text: string, separator: string) => Promise<string[][]>>> = {
  'csv-parse': async (text, separator) =>
    parse(text, { delimiter: separator, relax_quotes: true, relax_column_count: true }),
  papaparse: async (text, separator) => papaparse.parse<string[]>(text, { delimiter: separator }).data,
  'd3-dsv': async (text, separator) => dsvFormat(separator).parseRows(text),
};
const separators = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;

/** What a spreadsheet works out, also behind what it may take away. */
const isFormula = (cell: string): boolean => /^[\p{C}\p{Z}\s"]*[=+\-@＝＋－＠]/u.test(cell);

/** What a file keeps of a text: no line breaks, and marks beside. */
const kept = (text: string): string =>
  text.replace(/[\n\v\f\r\u0085\u2028\u2029]+/g, ' ').replaceAll("'", '');

const anyCell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\r', '\n', ' ', 'a', '=', '-', "'") }),
);
const anyRows = fc.array(fc.array(anyCell, { minLength: 2, maxLength: 2 }), { minLength: 1 });

describe('a line of CSV', () => {
  it('is read back by a strict parser, whatever stands in it', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const read = parseStrictCsv(rows.map(csvLine).join(''));
        expect(read.map((row) => row.map(kept))).toEqual(rows.map((row) => row.map(kept)));
      }),
    );
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@sum', `'@sum`],
    ['\t=1', `\t'=1`],
    ['\r=1', `' =1`],
    ['one\r\ntwo', 'one two'],
    ['＝1', `'＝1`],
    ['1=1', '1=1'],
    ['well-known', 'well-known'],
    ['plain', 'plain'],
    ['a, b', '"a, b"'],
    ['x;=1', `x;'=1`],
    ['x; "=1', `"x;' ""=1"`],
  ])('%j is %j, and no formula', (text, expected) => {
    expect(csvLine([text])).toBe(`${expected}\r\n`);
  });
});

describe.each(Object.keys(readers))('to %s', (reader) => {
  const read = readers[reader] ?? expect.fail('no such reader');

  describe.each(Object.entries(separators))('with a %s between cells', (_name, separator) => {
    it.each([
      'x;=1',
      'x\t=1',
      'x|=1',
      'x,=1',
      'x"\n=1',
      'x; =1',
      'x;"=1',
      'x";"=1',
      '";=1',
      '=1;=1;=1',
      'x\r\n@x',
      'x;＝1',
    ])('%j holds no formula', async (text) => {
      const file = csvLine(['2026-11-29', text, text, 'b']);
      const cells = (await read(file, separator)).flat();
      expect(cells.filter(isFormula)).toEqual([]);
      expect(cells).not.toEqual([]);
    });

    it('no cell holds a formula, whatever stands in it', async () => {
      await fc.assert(
        fc.asyncProperty(anyRows, async (rows) => {
          const cells = (
            await read(rows.map((row) => csvLine(['2026-11-29', ...row])).join(''), separator)
          ).flat();
          expect(cells.filter(isFormula)).toEqual([]);
        }),
      );
    });
  });
});
