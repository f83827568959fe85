import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { type CardFacts, cardHtml } from './card.ts';

/** The module is CommonJS, and its types say otherwise. */
const decode = 'default' in jsqr ? (jsqr.default as typeof jsqr) : jsqr;

const server = 'https://app.convene.markets';
const key = (marketId: string, name: string) => ({ marketId, name, tokenHint: '…a1b2' });
const facts = (changes: Partial<CardFacts> = {}): CardFacts => ({
  markets: [
    { id: 'quince', name: 'Quince Street Market', server, isPartly: false },
    { id: 'harbor', name: 'Harbor Makers Fair', server, isPartly: false },
  ],
  devices: [{ device: 'Barn', keys: [key('quince', 'Cursor on Barn'), key('harbor', 'ChatGPT on Barn')] }],
  now: new Date('2026-06-09T12:00:00Z'),
  ...changes,
});

/** Every square of the drawing, whose path goes from each one to the next. */
function squaresOf(svg: string): [number, number][] {
  let [x, y] = [0, 0];
  return [...svg.matchAll(/(?<by>[Mm])(?<right>-?\d+) ?(?<down>-?\d+)h1v1/g)].map(({ groups }) => {
    const isFurther = groups?.by === 'm';
    x = Number(groups?.right) + (isFurther ? x : 0);
    y = Number(groups?.down) + (isFurther ? y : 0);
    return [x, y];
  });
}

/** As a camera sees it: the squares of the drawing, eight dots each, black on white. */
function readCode(html: string): string | undefined {
  const svg = /<svg[^>]*viewBox="0 0 (?<size>\d+) \d+"[^>]*>.*?<\/svg>/su.exec(html);
  const size = Number(svg?.groups?.size);
  const dots = 8;
  const width = size * dots;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [x, y] of squaresOf(svg?.[0] ?? ''))
    for (let down = 0; down < dots; down += 1)
      for (let right = 0; right < dots; right += 1) {
        const at = ((y * dots + down) * width + x * dots + right) * 4;
        pixels.fill(0, at, at + 3);
      }
  return decode(pixels, width, width)?.data;
}

describe('the emergency card', () => {
  it('has all markets, each with its keys', () => {
    const html = cardHtml(facts());
    for (const words of ['Quince Street Market: keys by device', 'Harbor Makers Fair: keys by device'])
      expect(html).toContain(words);
    expect(html).toContain('Cursor on Barn');
    expect(html).toContain('ChatGPT on Barn');
  });

  it('begins with the password, and has the step that ends the sign-in of the companion', () => {
    const steps = [...cardHtml(facts()).matchAll(/<li>(?<step>[^<]*)<\/li>/g)].map(
      ({ groups }) => groups?.step,
    );
    expect(steps[0]).toContain('change your password');
    expect(steps.join(' ')).toContain('press Sign out at the lost device');
  });

  it('leads a phone to the web page by a code', () => {
    expect(readCode(cardHtml(facts()))).toBe(`${server}/admin/api_keys`);
  });

  it('says where not all keys are named', () => {
    const [quince] = facts().markets;
    if (!quince) throw new Error('no market');
    const html = cardHtml(facts({ markets: [{ ...quince, isPartly: true }], devices: [] }));
    expect(html).toContain('there may be more');
    expect(html).not.toContain('No keys.');
  });

  it('lets no name become markup', () => {
    const [quince] = facts().markets;
    if (!quince) throw new Error('no market');
    expect(cardHtml(facts({ markets: [{ ...quince, name: '<script>x</script>' }] }))).not.toContain(
      '<script>',
    );
  });
});
