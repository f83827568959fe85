import { describe, expect, it } from 'vitest';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { exampleKey, exampleNow } from '../../testing/gallery/example-views.ts';
import { markKey } from './key-mark.ts';

const long = new Date('2026-01-01T10:00:00').toISOString();
const revokedAt = new Date('2026-06-01T10:00:00').toISOString();
const named = 'Claude Desktop on Stall';

describe('a key’s state', () => {
  it.each<[string, Partial<KeyView>, string]>([
    ['used and young', {}, 'fresh'],
    ['never used', { lastUsedAt: null }, 'never-used'],
    [
      'never used, and due',
      { lastUsedAt: null, createdAt: new Date('2026-03-11T10:00:00').toISOString() },
      'due',
    ],
    ['old', { createdAt: long }, 'overdue'],
    ['without a device in its name, however old', { name: 'zap', createdAt: long }, 'not-recognized'],
    ['revoked, however old', { revokedAt, createdAt: long }, 'revoked'],
    [
      'asked to be revoked, without an answer',
      { revocationNotConfirmed: true, createdAt: long },
      'not-confirmed',
    ],
  ])('is told of one %s', (_what, given, mark) => {
    expect(markKey(exampleKey({ id: 'key-1', name: named, ...given }), exampleNow).mark).toBe(mark);
  });

  it('is never "revoked" while Convene still accepts its token', () => {
    const open = { revocationNotConfirmed: true, stillAcceptedAt: revokedAt };
    const key = exampleKey({ id: 'key-1', name: named, revokedAt, ...open });
    expect(markKey(key, exampleNow).mark).toBe('not-confirmed');
  });
});
