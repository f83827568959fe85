import { describe, expect, it } from 'vitest';
import { actionLabel, auditActions, auditOutcomes, isChange } from './actions.ts';
import { plainSentence, sentenceOf } from './sentence.ts';
import type { AuditEventView } from './view.ts';

const claude = { kind: 'api_key', id: 'key_1', name: 'Claude Desktop on Market office laptop' } as const;
const ana = { kind: 'person', id: 'person_ana', name: 'Ana Ferreira' } as const;
const booking = { kind: 'booking', id: '123' };

const event = (more: Partial<AuditEventView>): AuditEventView => ({
  id: 'evt_1',
  at: '2026-06-09T09:12:00.000Z',
  actor: claude,
  action: 'booking.updated',
  resource: booking,
  ip: '203.0.113.24',
  outcome: 'ok',
  ...more,
});
const said = (more: Partial<AuditEventView>, keyName?: (id: string) => string | undefined): string =>
  plainSentence(sentenceOf(event(more), keyName ? { keyName } : {}));

describe('an event as a sentence', () => {
  it('has who, what in bold, and the rest', () => {
    expect(sentenceOf(event({}))).toEqual({
      who: 'Claude Desktop on Market office laptop',
      did: 'changed booking 123',
      rest: '.',
    });
  });

  it.each<[Partial<AuditEventView>, string]>([
    [{ action: 'dashboard.read', resource: { kind: 'organization', id: 'o' } }, 'read what’s pending.'],
    [{ action: 'bookings.list', resource: { kind: 'organization', id: 'o' } }, 'read the list of bookings.'],
    [{ action: 'booking.read' }, 'read booking 123.'],
    [
      { action: 'vendor_application.updated', resource: { kind: 'vendor_application', id: '7' } },
      'changed application 7.',
    ],
    [
      { action: 'vendor_application.reminded', resource: { kind: 'vendor_application', id: '7' } },
      'sent a payment reminder for application 7.',
    ],
    [{ outcome: 'refused' }, 'tried to change booking 123, refused: the key was revoked.'],
    [{ outcome: 'forbidden' }, 'tried to change booking 123, refused: not allowed.'],
    [{ outcome: 'not_found' }, 'tried to change booking 123, which isn’t there.'],
    [{ outcome: 'failed' }, 'tried to change booking 123, and Convene failed.'],
    [{ outcome: 'rate_limited' }, 'tried to change booking 123, which ended as “rate limited”.'],
    [
      { action: 'admin.tried', outcome: 'forbidden', resource: { kind: 'organization', id: 'o' } },
      'tried to manage keys, refused: not allowed.',
    ],
    [
      { action: 'stall_map.moved', resource: { kind: 'stall_map', id: '4' } },
      'did “stall map moved” on stall map 4.',
    ],
    [
      { action: 'stall_map.moved', resource: { kind: 'organization', id: 'o' }, outcome: 'invalid' },
      'tried “stall map moved”, refused: the request made no sense to Convene.',
    ],
  ])('%j', (more, words) => {
    expect(said(more)).toBe(`Claude Desktop on Market office laptop ${words}`);
  });

  it('names the key that it is about, where its name is known', () => {
    const about = { actor: ana, action: 'api_key.revoked', resource: { kind: 'api_key', id: 'key_9' } };
    expect(said(about)).toBe('Ana Ferreira revoked a key.');
    expect(said(about, () => 'Cursor on Barn')).toBe('Ana Ferreira revoked the key “Cursor on Barn”.');
  });

  it('has somebody for whoever has no name', () => {
    expect(said({ actor: { ...claude, name: ' ' } })).toMatch(/^A key changed/);
    expect(said({ actor: { ...ana, name: '' } })).toMatch(/^Somebody changed/);
  });

  it('is whole for every action and outcome that is known', () => {
    for (const { action } of auditActions) {
      for (const { outcome } of [...auditOutcomes, { outcome: 'odd' }]) {
        const words = said({ action, outcome });
        expect(words).toMatch(/^Claude Desktop on Market office laptop [a-z].*[^.]\.$/);
        expect(words).not.toMatch(/undefined| {2}|_/);
      }
    }
  });
});

describe('an action', () => {
  it('is in the menu by its words, or by its name', () => {
    expect(actionLabel('api_key.revoked')).toBe('Revoked a key');
    expect(actionLabel('stall_map.moved')).toBe('stall_map.moved');
    expect(new Set(auditActions.map(({ label }) => label)).size).toBe(auditActions.length);
  });

  it.each([
    ['dashboard.read', false],
    ['booking.updated', true],
    ['mcp.request', false],
    ['stall.list', false],
    ['stall.moved', true],
    ['readiness.changed', true],
  ])('%s changes something: %s', (action, changes) => {
    expect(isChange(action)).toBe(changes);
  });
});
