import { expect, it } from 'vitest';
import { type FailureCode, failure } from '../../shared/failure.ts';
import type { ContainmentItem } from '../../shared/incident.ts';
import { failed } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import { contain } from './contain.ts';

const item: ContainmentItem = { what: 'key', id: 'key_1', name: 'ChatGPT on Till', status: 'waiting' };

it.each<[FailureCode, ContainmentItem['status']]>([
  ['keychain-locked', 'waiting'],
  ['internal', 'waiting'],
  ['offline', 'not-confirmed'],
  ['not-allowed', 'refused'],
])('a key whose revocation failed with “%s” is %s', async (code, status) => {
  const keys = { revokeIn: async () => failed(failure(code)) };
  const after = await contain({ keys }, {} as SignedIn, item, () => new Date(0));
  expect(after.status).toBe(status);
});
