import { expect, it } from 'vitest';
import { assetsByDevice } from './assets.ts';

const session = (id: string, device_name: string) => ({
  id,
  device_name,
  created_at: '2026-11-01T09:00:00Z',
  last_seen_at: '2026-11-01T09:00:00Z',
  current: false,
});
const person = { id: 'p', name: 'Ana', email: 'ana@quince.example', active: true };
const keys = ['annas-mbp.fritz.box', 'Annas-MBP', 'B\u00fcro', 'Bu\u0308ro'].map((device) => ({
  id: device,
  name: `ChatGPT on ${device}`,
  token_hint: '…0000',
  created_at: '2026-11-01T09:00:00Z',
  created_by: person,
  last_used_at: null,
  revoked_at: null,
}));
const looked = { state: 'looked' as const };
const seen = {
  market: {
    id: 'm',
    server: 'https://convene.example',
    organizationId: 'org',
    name: 'Quince Street Market',
    keys: looked,
    sessions: looked,
    admins: [],
  },
  keys,
  sessions: [session('s', 'Annas-MBP.local')],
  held: new Map(),
};

it('a lost device’s keys and sign-ins are together, however its name is spelt', () => {
  const devices = assetsByDevice([seen], 'Market office laptop');
  expect(devices.map((one) => [one.keys.length, one.sessions.length])).toEqual([
    [2, 1],
    [2, 0],
  ]);
});

it('this device is known in another network’s name too', () => {
  const [first] = assetsByDevice([seen], 'annas-mbp.lan');
  expect(first).toMatchObject({ device: 'annas-mbp.lan', thisOne: true, keys: [{}, {}], sessions: [{}] });
});
