import { describe, expect, it } from 'vitest';
import type { KeyView } from '../../shared/keys/key-view.ts';
import { exampleKey, exampleKeys, exampleNow } from '../../testing/gallery/example-views.ts';
import { markKey } from './key-mark.ts';
import { summarizeKeys } from './keys-summary.ts';

const summary = (keys: readonly KeyView[]) =>
  summarizeKeys(
    keys.map((key) => markKey(key, exampleNow)),
    'Market office laptop',
  );
const madeDaysAgo = (days: number): string => {
  const at = new Date(exampleNow);
  at.setDate(at.getDate() - days);
  return at.toISOString();
};
const aged = (...days: number[]): KeyView[] =>
  days.map((age, at) =>
    exampleKey({ id: `key-${at}`, name: `Claude on Stall ${at}`, createdAt: madeDaysAgo(age) }),
  );
const unnamed = exampleKey({ id: 'key-x', name: 'zap' });

describe('the title over the keys', () => {
  it.each<[string, KeyView[]]>([
    ['No keys yet.', []],
    ['Your one key is in order.', aged(3)],
    ['Both keys are in order.', aged(3, 4)],
    ['All three keys are in order.', aged(3, 4, 5)],
    ['All 10 keys are in order.', aged(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)],
    ['One key is due soon. The rest are in order.', aged(80, 1)],
    ['Two keys are due soon.', aged(80, 81)],
    ['One key needs replacing.', aged(91, 80)],
    ['Two keys need replacing. One we don’t recognize.', [...aged(90, 120), unnamed]],
    ['One key we don’t recognize.', [...aged(1), unnamed]],
    ['One key may still work.', [...aged(120), { ...unnamed, revocationNotConfirmed: true }]],
    ['No key works any more.', [{ ...unnamed, revokedAt: madeDaysAgo(0) }]],
  ])('says "%s"', (title, keys) => {
    expect(summary(keys).title).toBe(title);
  });

  it('is followed by the places to go to and the number of keys in order', () => {
    expect(summary(exampleKeys)).toMatchObject({
      attention: [
        { label: 'Front desk iMac', keyId: 'key-e3d8' },
        { label: 'Info tent tablet', keyId: 'key-08b1' },
        { label: 'the unknown key', keyId: 'key-d917' },
      ],
      more: 0,
      inOrder: 3,
      urgent: 2,
      nextDue: undefined,
    });
  });

  it('names three places at most', () => {
    expect(summary(aged(91, 92, 93, 94, 95))).toMatchObject({ attention: { length: 3 }, more: 2 });
  });

  it('names the key that is due next when nothing asks for attention', () => {
    expect(summary(aged(5, 40, 20)).nextDue?.id).toBe('key-1');
  });
});
