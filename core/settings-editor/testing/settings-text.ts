/** Settings as texts in any layout that people and programs write, for property tests. */
import fc from 'fast-check';

const blank = fc.constantFrom('', '', ' ', '  ', '\n', '\r\n', '\n  ', '\r\n\t', '\t', '\n\n', '\r');
const comment = fc.constantFrom(
  '// a note\n',
  '// a note\r\n',
  '/* two\n lines */',
  '/**/',
  ' // "in": {a} comment, \\\n  ',
  '/* , */',
);
const text = fc.constantFrom(
  '""',
  '"a"',
  '"C:\\\\Users\\\\ana"',
  '"\\u0041\\n\\/\\""',
  '"\\ud83e\\udd54 ünï"',
  '"\\ud800"',
  '"// no comment"',
  '"{[,]}"',
);
const number = fc.constantFrom('0', '-0', '1.0', '1e400', '1E-7', '123456789012345678901', '0.10e+2', '-12');
const key = fc.constantFrom(
  '"a"',
  '"b"',
  '"a b"',
  '"\\u0061"',
  '"weather"',
  '"toString"',
  '"env"',
  '""',
  '"preferences"',
);

interface Layout {
  /** What may stand between two tokens. */
  readonly gap: fc.Arbitrary<string>;
  /** What may stand before a closing brace or bracket that follows a value. */
  readonly last: fc.Arbitrary<string>;
}

const strict: Layout = { gap: blank, last: fc.constant('') };
const lenient: Layout = {
  gap: fc.oneof({ weight: 5, arbitrary: blank }, { weight: 1, arbitrary: comment }),
  last: fc.constantFrom('', '', ','),
};

const list = (
  open: string,
  close: string,
  items: fc.Arbitrary<string[]>,
  layout: Layout,
): fc.Arbitrary<string> =>
  fc
    .tuple(items, layout.gap, layout.last, layout.gap)
    .map(([all, first, last, end]) =>
      all.length === 0 ? open + first + close : `${open}${first}${all.join(',')}${last}${end}${close}`,
    );

const spaced = (inner: fc.Arbitrary<string>, { gap }: Layout): fc.Arbitrary<string> =>
  fc.tuple(gap, inner, gap).map((parts) => parts.join(''));

function members(
  names: fc.Arbitrary<string>,
  values: fc.Arbitrary<string>,
  layout: Layout,
  maxLength = 4,
): fc.Arbitrary<string[]> {
  const member = fc
    .tuple(layout.gap, names, layout.gap, layout.gap, values, layout.gap)
    .map(([lead, name, before, after, value, end]) => `${lead}${name}${before}:${after}${value}${end}`);
  return fc.array(member, { maxLength });
}

function values(layout: Layout): fc.Arbitrary<string> {
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'value' },
      fc.oneof(text, number, fc.constantFrom('true', 'false', 'null')),
      list('{', '}', members(key, tie('value'), layout), layout),
      list('[', ']', fc.array(spaced(tie('value'), layout), { maxLength: 3 }), layout),
    ),
  })).value;
}

/** A whole file: an object, in most cases with servers in it, now and then twice. */
function settings(layout: Layout, serversKey: string): fc.Arbitrary<string> {
  const any = values(layout);
  const servers = list('{', '}', members(key, any, layout), layout);
  const named = members(fc.constant(JSON.stringify(serversKey)), servers, layout, 2);
  const whole = fc
    .tuple(members(key, any, layout), named, members(key, any, layout))
    .map((parts) => parts.flat());
  return spaced(list('{', '}', whole, layout), layout);
}

/** As `JSON.parse` accepts it. */
export const strictSettings = settings(strict, 'mcpServers');

/** With comments and trailing commas anywhere. */
export const lenientSettings = (serversKey: string): fc.Arbitrary<string> => settings(lenient, serversKey);

/** A text with some of its characters taken out, put in or exchanged; most are no JSON any more. */
export const damaged = (sound: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      sound,
      fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          take: fc.integer({ min: 0, max: 3 }),
          put: fc.constantFrom(
            '',
            '"',
            ',',
            '{',
            '}',
            '[',
            ']',
            ':',
            '\\',
            '/',
            '0',
            '\u0000',
            '\ufeff',
            'nul',
            '//',
            ' ',
          ),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([whole, wounds]) =>
      wounds.reduce((left, { at, take, put }) => {
        const place = Math.floor(at * left.length);
        return left.slice(0, place) + put + left.slice(place + take);
      }, whole),
    );
