import { describe, expect, it } from 'vitest';
import { type GuardFinding, guardKinds } from '../../shared/guard.ts';
import { guardWords } from '../../shared/wording/guard.ts';
import { exampleGuard } from '../../testing/gallery/example-settings.ts';
import { exampleConnection } from '../../testing/gallery/example-views.ts';
import { canBePutRight, cutsOff, mendGuardWords } from './guard.ts';

function seen(kind: GuardFinding['kind'], given: Partial<GuardFinding> = {}): GuardFinding {
  const [finding] = exampleGuard(kind, given).findings;
  if (!finding) throw new Error('The example has a finding.');
  return finding;
}

describe('what the watch saw', () => {
  it.each(guardKinds)('of the kind %s is told in whole sentences', (kind) => {
    const { title, detail } = guardWords(seen(kind));
    expect(title).toMatch(/^[A-Z].*\.$/);
    expect(detail).toMatch(/^[A-Z].*\.$/);
  });

  it('is put right by one press, unless it isn’t about our entry', () => {
    expect(guardKinds.filter((kind) => !canBePutRight(seen(kind)))).toEqual(['other-key', 'settings-broken']);
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
      expect(mendGuardWords(seen(kind, { quitFirst }))).toBe(words);
    },
  );

  it('cuts the program off, unless it is only another key', () => {
    expect(guardKinds.filter((kind) => !cutsOff(seen(kind), exampleConnection))).toEqual(['other-key']);
    expect(cutsOff(seen('entry-gone', { connectionId: 'another' }), exampleConnection)).toBe(false);
  });
});
