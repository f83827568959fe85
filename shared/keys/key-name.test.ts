import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName, parseKeyName, tidyDeviceName } from './key-name.ts';

describe('the name of a key', () => {
  it('says assistant and device', () => {
    expect(keyName('Claude Desktop', 'Market office laptop')).toBe('Claude Desktop on Market office laptop');
  });

  it('is read back into both', () => {
    expect(parseKeyName('Claude Desktop on Market office laptop')).toEqual({
      assistant: 'Claude Desktop',
      device: 'Market office laptop',
    });
  });

  it.each(['zap test 2', 'on', ' on laptop', 'Claude on ', ''])(
    'that follows no form has no parts: %j',
    (name) => {
      expect(parseKeyName(name)).toBeUndefined();
    },
  );

  it('is cut at the first "on", so that a device may be called "Laptop on wheels"', () => {
    expect(parseKeyName('ChatGPT on Laptop on wheels')).toEqual({
      assistant: 'ChatGPT',
      device: 'Laptop on wheels',
    });
  });

  it('is read back for any device name that people could have given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (raw) => {
        const device = tidyDeviceName(raw);
        expect(parseKeyName(keyName('Claude Desktop', raw))).toEqual({ assistant: 'Claude Desktop', device });
      }),
    );
  });
});

describe('a device name', () => {
  it.each([
    ['  Ana’s\tlaptop \n', 'Ana’s laptop'],
    ['Stall 🥕 "two"', 'Stall 🥕 "two"'],
    ['', 'this computer'],
    ['\u0000\u0007', 'this computer'],
    ['\u200b', 'this computer'],
    ['Market\u200b off\u00adice', 'Market office'],
    ['Bu\u0308ro', 'B\u00fcro'],
  ])('is made tidy: %j', (raw, tidy) => {
    expect(tidyDeviceName(raw)).toBe(tidy);
  });

  it('of 300 characters is cut without breaking one', () => {
    const tidy = tidyDeviceName('👩🏽‍🌾'.repeat(300));
    expect(tidy.length).toBeLessThanOrEqual(120);
    expect(tidy.replaceAll('👩🏽‍🌾', '')).toBe('');
  });

  it('once tidy stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (raw) => tidyDeviceName(tidyDeviceName(raw)) === tidyDeviceName(raw),
      ),
    );
  });
});
