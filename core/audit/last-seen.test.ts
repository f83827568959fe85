import { describe, expect, it } from 'vitest';
import { lookedAtIn, lookedFileSchema, withLookedAt } from './last-seen.ts';

const older = lookedFileSchema.parse({ organizations: { org_1: { lookedAt: '2026-06-09T14:00:00Z' } } });
const first = { server: 'https://one.example', organizationId: 'org_1' };
const second = { server: 'https://two.example', organizationId: 'org_1' };

describe('the last look at the audit log', () => {
  it('that an older version noted counts until the next one', () => {
    expect(lookedAtIn(older, first)).toBe('2026-06-09T14:00:00Z');
    const newer = withLookedAt(older, first, '2026-06-10T14:00:00Z');
    expect(lookedAtIn(newer, first)).toBe('2026-06-10T14:00:00Z');
  });

  it('on one server isn’t one on another with the same ids', () => {
    expect(lookedAtIn(withLookedAt(older, first, '2026-06-10T14:00:00Z'), second)).toBeUndefined();
  });
});
