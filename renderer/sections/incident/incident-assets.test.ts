import { describe, expect, it } from 'vitest';
import {
  exampleAssets,
  exampleAssetsOfTwo,
  harborId,
  quinceId,
} from '../../../testing/gallery/example-incidents.ts';
import { assetDevices, assetKeys, foundAssets, foundDevices, lastHeardOf } from './incident-assets.ts';

const keys = assetKeys(exampleAssets, quinceId);

describe('what may be cut off', () => {
  it('lists the key that was used last first, and those never used last', () => {
    expect(keys.at(0)?.id).toBe('key-7c2e');
    expect(keys.at(-1)?.lastUsedAt).toBeNull();
  });

  it('lists the keys of one market alone', () => {
    expect(new Set(assetKeys(exampleAssetsOfTwo, harborId).map(({ marketId }) => marketId))).toEqual(
      new Set([harborId]),
    );
  });

  it.each([
    ['', keys.length],
    ['  ', keys.length],
    ['e3d8', 1],
    ['CHATGPT front', 1],
    ['nobody', 0],
  ])('is found by “%s”', (typed, count) => {
    expect(foundAssets(keys, typed)).toHaveLength(count);
  });

  it('names devices, with the one in use last, and leaves keys without a device to the other door', () => {
    expect(assetDevices(exampleAssets).map(({ device }) => device)).toEqual([
      'Front desk iMac',
      'Info tent tablet',
      'Market office laptop',
    ]);
  });

  it('finds a device by its name and by what is on it', () => {
    const devices = assetDevices(exampleAssets);
    expect(foundDevices(devices, 'tent').map(({ device }) => device)).toEqual(['Info tent tablet']);
    expect(foundDevices(devices, 'e3d8').map(({ device }) => device)).toEqual(['Front desk iMac']);
  });

  it('says when a device was last heard of, by key or by session', () => {
    const [desk] = assetDevices(exampleAssets);
    expect(desk && lastHeardOf(desk)).toEqual(new Date('2026-06-09T09:02:00'));
    expect(lastHeardOf({ device: 'x', thisOne: false, keys: [], sessions: [] })).toBeUndefined();
  });
});
