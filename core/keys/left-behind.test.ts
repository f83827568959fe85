import { expect, it } from 'vitest';
import { withOpenRevocations } from './left-behind.ts';
import type { OpenRevocation } from './proofs-file.ts';

const name = 'Claude Desktop on Market office laptop';
const revocation = (server: string, keyId: string): OpenRevocation => ({
  keyId,
  keyName: name,
  organizationId: 'org-1',
  server,
  askedAt: '2026-06-09T14:00:00.000Z',
});

it('two keys of one name, on two servers, are both named, each with its own page', () => {
  const open = [revocation('https://one.example', 'key-1'), revocation('https://two.example', 'key-1')];
  expect(withOpenRevocations([], open, { state: 'signed-out' })).toEqual([
    { what: 'key', name, address: 'https://one.example/admin/api_keys' },
    { what: 'key', name, address: 'https://two.example/admin/api_keys' },
  ]);
});

it('a key that is left behind and open as well is named once', () => {
  const open = [revocation('https://one.example', 'key-1')];
  expect(withOpenRevocations([{ what: 'key', name }], open, { state: 'signed-out' })).toHaveLength(1);
});
