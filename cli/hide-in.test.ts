import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hideIn } from './hide-in.ts';

const secret = 'fm_org_ababac';

function shown(pieces: readonly string[]): string {
  let out = '';
  const through = hideIn(secret, (text) => {
    out += text;
  });
  for (const piece of pieces) through.write(piece);
  through.end();
  return out;
}

it('shows dots in the place of the secret, wherever the text is cut, and everything else', () => {
  const text = `a ${secret} b fm_org_ab ${secret}${secret} fm_org_abab${secret} fm_`;
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.sort((one, other) => one - other), text.length];
      const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
      expect(shown(pieces)).toBe('a •••••• b fm_org_ab •••••••••••• fm_org_abab•••••• fm_');
    }),
  );
});
