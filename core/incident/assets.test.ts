import { expect, it } from 'vitest';
import { exampleKey } from '../../testing/gallery/example-views.ts';
import { assetsByDevice } from './assets.ts';

const session = (id: string, device_name: string) => ({
  id,
  device_name,
  created_at: '2026-11-01T09:00:00Z',
  last_seen_at: '2026-11-01T09:00:00Z',
  current: false,
});
const keys = ['annas-mbp.fritz.box', 'Annas-MBP', 'B\u00fcro', 'Bu\u0308ro'].map((device) =>
  exampleKey({ id: device, name: `ChatGPT on ${device}`, revokedAt: null }),
);

it('a lost device’s keys and sign-ins are together, however its name is spelt', () => {
  const devices = assetsByDevice(keys, [session('s', 'Annas-MBP.local')], 'Market office laptop');
  expect(devices.map((one) => [one.keys.length, one.sessions.length])).toEqual([
    [2, 1],
    [2, 0],
  ]);
});

it('this device is known in another network’s name too', () => {
  const [first] = assetsByDevice(keys, [session('s', 'Annas-MBP.local')], 'annas-mbp.lan');
  expect(first).toMatchObject({ device: 'annas-mbp.lan', thisOne: true, keys: [{}, {}], sessions: [{}] });
});
