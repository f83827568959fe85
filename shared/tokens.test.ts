import { describe, expect, it } from 'vitest';
import { isKeyToken, tokenHint, withoutTokens } from './tokens.ts';

const token = (kind: string): string => `fm_${kind}_${'Zx9'.repeat(12)}`;

describe('a pasted text', () => {
  it('is a key when it looks like one', () => expect(isKeyToken(token('org'))).toBe(true));
  it.each([token('session'), 'fm_org_short', 'hello', '', `${token('org')} x`])('is no key: %#', (text) => {
    expect(isKeyToken(text)).toBe(false);
  });
});

describe('what is written down', () => {
  it.each(['org', 'session', 'refresh'])('never holds a token of the kind %s', (kind) => {
    expect(withoutTokens(`a ${token(kind)}, b`)).toBe(`a fm_${kind}_[hidden], b`);
  });
  it('may show the last four characters of one', () => expect(tokenHint(token('org'))).toBe('…9Zx9'));
});
