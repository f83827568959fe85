import { keyAge } from '../shared/keys/key-age.ts';
import type { KeyView } from '../shared/keys/key-view.ts';
import { daysAwayText, formatDay, formatMoment } from '../shared/wording/dates.ts';
import { table } from './table.ts';

const head = ['NAME', 'ENDS IN', 'MADE BY', 'MADE', 'LAST USED', 'DUE', ''];

/** A line per key under a line of headings. Days and times are this computer's. */
export function keyTable(keys: readonly KeyView[], now: Date, termOf: (keyId: string) => number): string[] {
  if (keys.length === 0) return ['There are no keys.'];
  return table([head, ...keys.map((key) => keyRow(key, now, termOf(key.id)))]);
}

function keyRow(key: KeyView, now: Date, termDays: number): string[] {
  const createdAt = new Date(key.createdAt);
  return [
    key.name,
    key.tokenHint,
    key.createdBy.active ? key.createdBy.name : `${key.createdBy.name} (has left)`,
    formatDay(createdAt, now),
    key.lastUsedAt ? formatMoment(new Date(key.lastUsedAt), now) : 'never',
    key.revokedAt ? `revoked ${formatMoment(new Date(key.revokedAt), now)}` : due(createdAt, now, termDays),
    remark(key),
  ];
}

function due(createdAt: Date, now: Date, termDays: number): string {
  const { stage, daysLeft } = keyAge(createdAt, now, termDays);
  return stage === 'overdue' ? `overdue, ${daysAwayText(daysLeft)}` : daysAwayText(daysLeft);
}

function remark({ revocationNotConfirmed, heldHere }: KeyView): string {
  if (revocationNotConfirmed) return 'NOT REVOKED YET: treat as live';
  return heldHere ? 'on this computer' : '';
}
