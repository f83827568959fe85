import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceId, isNearDevice, isSameDevice, withoutNetworkSuffix } from './device-name.ts';

const someName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

describe('one device', () => {
  it.each([
    ['composed and decomposed', 'B\u00fcro', 'Bu\u0308ro'],
    ['two marks in either order', 'a\u0323\u0307', 'a\u0307\u0323'],
    ['capitals', 'MARKET OFFICE laptop', 'Market office Laptop'],
    ['a sharp s in capitals', 'Straße', 'STRASSE'],
    ['a sigma at the end', 'Πάγκος', 'ΠΆΓΚΟΣ'],
    ['spaces', ' Market  office\tlaptop ', 'Market office laptop'],
    ['a space that doesn’t break', 'Market\u00a0office', 'Market office'],
    ['quotes', 'Ana’s laptop', "Ana's laptop"],
    ['an accent for a quote', 'Ana´s laptop', 'Ana`s laptop'],
    ['double quotes', 'Stall “two”', 'Stall "two"'],
    ['dashes', 'Stall\u2011two', 'Stall-two'],
    ['a zero-width space', 'Market\u200boffice', 'Marketoffice'],
    ['a joiner', 'Market\u200doffice', 'Marketoffice'],
    ['a soft hyphen', 'Market\u00adoffice', 'Marketoffice'],
    ['a byte order mark', '\ufeffMarket office', 'Market office'],
    ['marks of the reading direction', '\u200eMarket \u202eoffice\u202c', 'Market office'],
    ['a variation of an emoji', 'Stall ☕\ufe0f', 'Stall ☕'],
    ['full width', 'Ｓｔａｌｌ　２', 'Stall 2'],
    ['Bonjour’s name', 'Annas-MacBook-Pro.local', 'annas-macbook-pro'],
    ['a router’s name', 'Annas-MacBook-Pro.fritz.box', 'Annas-MacBook-Pro.lan'],
    ['a name with a last dot', 'annas-mbp.home.arpa.', 'annas-mbp'],
    ['an umlaut in a host name', 'Bu\u0308ro.local', 'b\u00fcro'],
    ['two suffixes', 'annas-mbp.local.lan', 'annas-mbp'],
  ])('has many spellings: %s', (_what, one, other) => {
    expect(isSameDevice(one, other)).toBe(true);
    expect(isNearDevice(one, other)).toBe(false);
  });

  it('has one id, which is its own', () => {
    fc.assert(fc.property(someName, (name) => deviceId(deviceId(name)) === deviceId(name)));
  });

  it('has that id composed and decomposed, of every character that has forms', () => {
    const characters = Array.from({ length: 0x110000 }, (_, at) => String.fromCodePoint(at));
    const forms = characters.filter(
      (one) => /[\p{CWKCF}\p{M}\p{Pd}]/u.test(one) || one !== one.normalize('NFKD'),
    );
    expect(forms.length).toBeGreaterThan(20_000);
    const differing = forms.filter(
      (one) =>
        deviceId(`a${one.normalize('NFC')}`) !== deviceId(`a${one.normalize('NFD')}`) ||
        deviceId(deviceId(`a${one}`)) !== deviceId(`a${one}`),
    );
    expect(differing).toEqual([]);
  });

  it('has that id in capitals, and with invisible characters anywhere', () => {
    const marks = fc.constantFrom('\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad');
    const letters = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), { maxLength: 20 });
    fc.assert(
      fc.property(letters, marks, fc.nat(20), (name, mark, at) => {
        const spelt = ['x', ...name.slice(0, at), mark, ...name.slice(at), 'x'].join('');
        return deviceId(spelt) === deviceId(`x${name.join('')}x`.toUpperCase());
      }),
    );
  });
});

describe('two devices', () => {
  it.each([
    ['Stall 1', 'Stall 2'],
    ['Stall 1', 'Stall 11'],
    ['Front desk iMac 1', 'Front desk iMac 2'],
    ['Ana', 'Anna'],
    ['Market office laptop', 'Volunteer laptop'],
    ['iPad', 'iPhone'],
    ['annas-mbp.local', 'bens-mbp.local'],
    ['☕', '🥕'],
  ])('are neither one nor near: %s, %s', (one, other) => {
    expect(isSameDevice(one, other)).toBe(false);
    expect(isNearDevice(one, other)).toBe(false);
  });

  it('are a name with a full stop and one without', () => {
    expect(isSameDevice('Stall no. local', 'Stall no')).toBe(false);
  });

  it('aren’t made of names that are nothing but a network’s', () => {
    expect(deviceId('lan')).toBe('lan');
    expect(deviceId('.local')).toBe('.local');
  });
});

it.each([
  ['Annas-MBP.Fritz.Box', 'Annas-MBP'],
  ['Anna’s laptop at home.lan', 'Anna’s laptop at home.lan'],
  ['.local', '.local'],
  ['Stall 2', 'Stall 2'],
])('a host name is shown as it was before a network: %s', (name, shown) => {
  expect(withoutNetworkSuffix(name)).toBe(shown);
});

describe('names that are near', () => {
  it.each([
    ['what a person calls it and its host name', 'Anna’s MacBook Pro', 'Annas-MacBook-Pro.local'],
    ['a domain that no home has', 'annas-mbp.office.example', 'annas-mbp.local'],
    ['the second of a name in a network', 'Annas-MacBook-Pro-2.local', 'Annas-MacBook-Pro.fritz.box'],
    ['the second of a name on one computer', 'Anna’s MacBook Pro (2)', 'Anna’s MacBook Pro'],
    ['an accent left out', 'Büro', 'Buro'],
    ['an umlaut written out', 'Büro am Markt', 'Buero am Markt'],
    ['a space more', 'Mac Book', 'MacBook'],
    ['a letter less', 'Market ofice laptop', 'Market office laptop'],
    ['another letter, which looks like it', 'Mаrket office laptop', 'Market office laptop'],
    ['two letters that changed places', 'Market offcie laptop', 'Market office laptop'],
  ])('may be one device: %s', (_what, one, other) => {
    expect(isSameDevice(one, other)).toBe(false);
    expect(isNearDevice(one, other)).toBe(true);
  });

  it('are near from both sides', () => {
    const name = fc.oneof(someName, fc.constantFrom('Büro 2', 'Buero-2', 'buro.local', 'Stall (2)'));
    fc.assert(fc.property(name, name, (one, other) => isNearDevice(one, other) === isNearDevice(other, one)));
  });
});
