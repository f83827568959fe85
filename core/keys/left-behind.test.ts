import { expect, it } from 'vitest';
import type { OpenRevocation } from '../../shared/revocations.ts';
import { withOpenRevocations } from './left-behind.ts';

const name = 'Claude Desktop on Market office laptop';
const open = (server: string, market: string): OpenRevocation => ({
  id: `${server} ${market} key-1`,
  what: 'key',
  name,
  market,
  server,
  address: `${server}/admin/api_keys`,
  askedBy: [],
  askedAt: '2026-06-09T14:00:00.000Z',
  canTry: true,
});

it('keys of one name are all named, each with its market and its own page', () => {
  const keys = [
    open('https://one.example', 'Quince'),
    open('https://two.example', 'Quince'),
    open('https://two.example', 'Harbor'),
  ];
  expect(withOpenRevocations([], { open: keys }, { state: 'signed-out' })).toMatchObject([
    { name, market: 'Quince', address: 'https://one.example/admin/api_keys' },
    { name, market: 'Quince', address: 'https://two.example/admin/api_keys' },
    { name, market: 'Harbor', address: 'https://two.example/admin/api_keys' },
  ]);
});

it('a key that could not be noted is named beside one of its name that was', () => {
  const left = [{ what: 'key' as const, name, market: 'Harbor' }];
  expect(
    withOpenRevocations(left, { open: [open('https://one.example', 'Quince')] }, { state: 'signed-out' }),
  ).toHaveLength(2);
});
