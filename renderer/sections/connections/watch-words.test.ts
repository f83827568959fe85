import { describe, expect, it } from 'vitest';
import { type WatchFinding, watchKinds } from '../../../shared/watch.ts';
import { watchMessage } from '../../../shared/wording/watch.ts';
import { exampleWatch } from '../../../testing/gallery/example-settings.ts';
import { exampleConnection } from '../../../testing/gallery/example-views.ts';
import { canBePutRight, cutsOff, fixWatchedMessage } from './watch-words.ts';

function seen(kind: WatchFinding['kind'], given: Partial<WatchFinding> = {}): WatchFinding {
  const [finding] = exampleWatch(kind, given).findings;
  if (!finding) throw new Error('The example has a finding.');
  return finding;
}

describe('what the watch saw', () => {
  it.each(watchKinds)('of the kind %s is told in whole sentences', (kind) => {
    const { title, detail } = watchMessage(seen(kind));
    expect(title).toMatch(/^[A-Z].*\.$/);
    expect(detail).toMatch(/^[A-Z].*\.$/);
  });

  it('is put right by one press, unless it isn’t about our entry', () => {
    expect(watchKinds.filter((kind) => !canBePutRight(seen(kind)))).toEqual(['other-key', 'settings-broken']);
  });

  it.each([
    ['entry-gone', true, 'Quit Claude, put it back, start it again'],
    ['entry-gone', false, 'Put it back'],
    ['path-stale', false, 'Put it right'],
    ['entry-changed', true, 'Quit Claude, put it right, start it again'],
    ['disconnected-in-client', true, 'Connect Claude again'],
  ] as const)(
    'of the kind %s, with Claude to be quit first: %s, has the button “%s”',
    (kind, quitFirst, words) => {
      expect(fixWatchedMessage(seen(kind, { quitFirst }))).toBe(words);
    },
  );

  it('cuts the program off, unless it is only another key', () => {
    expect(watchKinds.filter((kind) => !cutsOff(seen(kind), exampleConnection))).toEqual(['other-key']);
    expect(cutsOff(seen('entry-gone', { connectionId: 'another' }), exampleConnection)).toBe(false);
  });
});
