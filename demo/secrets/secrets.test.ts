import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKeyToken } from '../../shared/tokens.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { sealToken, unsealToken } from './sealed-token.ts';
import { newToken, newUserCode, readUserCode } from './tokens.ts';

describe('a sealed token', () => {
  it('opens for who knows the Idempotency-Key, and for nobody else', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (mine, theirs) => {
        fc.pre(mine !== theirs);
        const token = newToken('fm_org_');
        const sealed = sealToken(token, mine);
        expect(unsealToken(sealed, mine)).toBe(token);
        expect(() => unsealToken(sealed, theirs)).toThrow();
      }),
      { numRuns: 30 },
    );
  });

  it('looks different each time', () => {
    const [token, key] = [newToken('fm_org_'), randomUUID()];
    expect(sealToken(token, key)).not.toBe(sealToken(token, key));
  });

  it('doesn’t open once it was changed', () => {
    const key = randomUUID();
    const bytes = Buffer.from(sealToken(newToken('fm_org_'), key), 'base64url');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => unsealToken(bytes.toString('base64url'), key)).toThrow();
  });
});

describe('a password', () => {
  it('is known by its hash, which is another one each time', async () => {
    const [one, two] = await Promise.all([hashPassword('Quince & Co.'), hashPassword('Quince & Co.')]);
    expect(one).not.toBe(two);
    expect(await isPassword('Quince & Co.', one)).toBe(true);
    expect(await isPassword('quince & co.', one)).toBe(false);
  });

  it.each([undefined, '', 'scrypt$$', 'nonsense'])('matches no hash like %j', async (stored) => {
    expect(await isPassword('', stored)).toBe(false);
  });
});

describe('tokens and codes', () => {
  it('have the form that the companion knows', () => {
    expect(isKeyToken(newToken('fm_org_'))).toBe(true);
  });

  it('are read as people type them', () => {
    const code = newUserCode();
    for (const typed of [code, code.toLowerCase(), code.replace('-', ''), ` ${code.replace('-', ' – ')} `]) {
      expect(readUserCode(typed)).toBe(code);
    }
  });

  it.each(['', 'KTFM', 'KTFM-482', '4827-KTFM', 'KTFM-48277'])('are not read from %j', (typed) => {
    expect(readUserCode(typed)).toBeUndefined();
  });
});
