import { describe, expect, it } from 'vitest';
import { type Failure, type FailureCode, failure } from '../../shared/failure.ts';
import type { ContainmentItem } from '../../shared/incident.ts';
import { failed } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import { contain } from './contain.ts';

const item: ContainmentItem = {
  what: 'key',
  marketId: 'm',
  id: 'key_1',
  name: 'ChatGPT on Till',
  status: 'waiting',
};
const containedWith = (why: Failure): Promise<ContainmentItem> =>
  contain({ keys: { ensureRevoked: async () => failed(why) } }, {} as SignedIn, item, {
    now: () => new Date(0),
  });

describe('a key', () => {
  it.each<[FailureCode, ContainmentItem['status']]>([
    ['keychain-locked', 'waiting'],
    ['internal', 'waiting'],
    ['revocation-unconfirmed', 'not-confirmed'],
    ['revoked-key-accepted', 'still-accepted'],
    ['not-allowed', 'refused'],
  ])('whose revocation failed with “%s” is %s', async (code, status) => {
    expect((await containedWith(failure(code))).status).toBe(status);
  });

  it('that isn’t confirmed says why there was no answer', async () => {
    const { failure: why } = await containedWith(failure('revocation-unconfirmed', { cause: 'offline' }));
    expect(why?.code).toBe('offline');
  });

  it('that still works says when it was tried', async () => {
    const at = '2026-06-09T09:42:08.000Z';
    expect((await containedWith(failure('revoked-key-accepted', { at }))).failure?.at).toBe(at);
  });
});
