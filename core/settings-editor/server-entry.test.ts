import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryName, isOurEntry, serverEntry } from './server-entry.ts';

const bridge = { command: '/opt/companion/node', args: ['/opt/companion/bridge.cjs'], env: {} };

describe('the entry for Claude', () => {
  it('starts the bridge with the connection’s id', () => {
    expect(serverEntry(bridge, 'connection-1')).toEqual({
      command: '/opt/companion/node',
      args: ['/opt/companion/bridge.cjs', 'connection-1'],
    });
  });

  it('carries the environment that the bridge needs, as a copy', () => {
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    const entry = serverEntry({ ...bridge, env }, 'connection-1');
    expect(entry.env).toEqual(env);
    expect(entry.env).not.toBe(env);
  });

  it('has a name that Claude takes, whatever the market is called', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (slug) => {
        expect(entryName(slug)).toMatch(/^convene-[A-Za-z0-9_-]{1,48}$/);
      }),
    );
  });

  it('keeps a market’s own short name', () => {
    expect(entryName('quince-street')).toBe('convene-quince-street');
  });
});

describe('an entry', () => {
  it('is ours by the connection’s id, wherever the program lies now', () => {
    expect(isOurEntry({ command: '/elsewhere', args: ['x', 'connection-1'] }, 'connection-1')).toBe(true);
  });

  it.each([
    [undefined],
    [null],
    ['connection-1'],
    [{}],
    [{ args: 'connection-1' }],
    [{ args: [] }],
    [{ command: '/x', args: ['connection-1', 'connection-2'] }],
  ])('of somebody else is not: %j', (entry) => {
    expect(isOurEntry(entry, 'connection-1')).toBe(false);
  });
});
