import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { otherConveneEntries } from './other-keys.ts';

const own = 'convene-quince-street';
const id = 'a1b2c3d4-0000-4000-8000-000000000001';
const token = `fm_org_${randomBytes(18).toString('hex')}`;
const bridge = (connectionId: string) => ({ command: '/opt/companion', args: ['bridge.cjs', connectionId] });
const names = (servers: Record<string, unknown>) =>
  otherConveneEntries({ [own]: bridge(id), ...servers }, own, new Set([id, 'known-connection-2']));

describe('other Convene entries in the same file', () => {
  it.each([
    ['a variable', { command: 'npx', env: { KEY: token } }],
    ['an argument', { command: 'npx', args: ['--header', `Authorization: Bearer ${token}`] }],
    ['an address', { url: `https://example.org/mcp?key=${token}` }],
  ])('are those with a key in %s', (_what, entry) => {
    expect(names({ market: entry })).toEqual(['market']);
  });

  it('are told without the key that stands in their name', () => {
    expect(names({ [`market ${token}`]: {} })).toEqual(['market fm_org_[hidden]']);
  });

  it('are those that are called Convene, or lead there', () => {
    expect(
      names({
        convene: { command: 'npx' },
        'convene-old': bridge('another-connection'),
        market: { command: 'npx', args: ['mcp-remote', 'https://app.convene.markets/mcp'] },
      }),
    ).toEqual(['convene', 'convene-old', 'market']);
  });

  it('are not our own, nor those of other connections known here', () => {
    expect(names({ 'convene-second': bridge('known-connection-2') })).toEqual([]);
  });

  it('are our own too when somebody has put a key into it', () => {
    expect(names({ [own]: { ...bridge(id), env: { KEY: token } } })).toEqual([own]);
  });

  it('are not those of anybody else', () => {
    expect(
      names({ weather: { command: '/bin/true' }, convenience: { command: 'x' }, odd: null, list: [] }),
    ).toEqual([]);
  });
});
