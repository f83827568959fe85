import { describe, expect, it } from 'vitest';
import { failure } from '../failure.ts';
import type { FoundInText, TextMatch } from '../incident.ts';
import { isLeftOpen, matchLines } from './text-match.ts';

const quince = { marketId: 'q', market: 'Quince Street Market' };
const harbor = { marketId: 'h', market: 'Harbor Makers Fair' };
const tokenHint = '…a1b2';
const key = { id: 'k', name: 'ChatGPT on Till', tokenHint, ...quince };
const other = { id: 'k', name: 'Cursor on Desk', tokenHint, ...harbor };
const textWith = (...found: FoundInText[]): TextMatch => ({ found, cutShort: 0, more: 0, unread: [] });
const words = (...found: FoundInText[]): string => matchLines(textWith(...found)).join(' ');

describe('what a suspicious text holds', () => {
  it('names a key with its market', () => {
    expect(words({ is: 'key', tokenHint, by: 'token', key })).toBe(
      'The text holds “ChatGPT on Till” of Quince Street Market (…a1b2).',
    );
  });

  it('says where only the ending tells it', () => {
    expect(words({ is: 'key', tokenHint, by: 'ending', key })).toContain('Only its ending tells');
  });

  it('names all that end alike, and says that none is told from the others', () => {
    const told = words({ is: 'several', tokenHint, keys: [key, other], failure: failure('offline') });
    expect(told).toContain(
      '“ChatGPT on Till” of Quince Street Market or “Cursor on Desk” of Harbor Makers Fair',
    );
    expect(told).toContain('couldn’t be told');
    expect(told).toContain('Convene can’t be reached.');
    expect(told).toContain('revoke both');
  });

  it('says whose another market’s is', () => {
    expect(words({ is: 'elsewhere', tokenHint, market: 'Elm Row Night Market' })).toContain(
      'is of Elm Row Night Market, which isn’t one of your markets',
    );
  });

  it('calls nothing a stranger’s while a list is missing', () => {
    const told = matchLines({
      ...textWith({ is: 'not-told', tokenHint }),
      unread: [{ ...harbor, look: { state: 'waiting', failure: failure('offline') } }],
    }).join(' ');
    expect(told).toContain('It may be yours, and may work.');
    expect(told).toContain('The keys of Harbor Makers Fair couldn’t be loaded');
    expect(told).not.toContain('another organization’s');
  });

  it('says so where there is none', () => {
    expect(words()).toBe('There is no key in this text.');
  });

  it.each<[boolean, FoundInText]>([
    [false, { is: 'key', tokenHint, by: 'token', key }],
    [false, { is: 'unknown', tokenHint }],
    [true, { is: 'several', tokenHint, keys: [key, other] }],
    [true, { is: 'not-told', tokenHint }],
  ])('leaves something open: %s for %j', (open, found) => {
    expect(isLeftOpen(textWith(found))).toBe(open);
  });
});
