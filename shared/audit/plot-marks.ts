import { withoutRenewal } from '../keys/key-name.ts';
import type { AuditActivity } from './view.ts';

/** A key that came or went, oldest first. `at` is an ISO 8601 instant. */
export interface KeyCameOrWent {
  readonly at: string;
  readonly action: 'api_key.created' | 'api_key.revoked';
  readonly keyId: string;
  readonly keyName: string;
}

type Mark = Omit<AuditActivity['marks'][number], 'date'>;

/** A key that is made under the name of another, which is revoked within this time, has replaced it. */
const longestRotationMs = 7 * 86_400_000;

/**
 * What the plot marks. A key made and the one of the same name revoked soon after are one rotation, at the time when the
 * old key ended.
 */
export function plotMarks(cameOrWent: readonly KeyCameOrWent[]): Mark[] {
  const marks = new Map<number, Mark>();
  const waiting = new Map<string, { index: number; keyId: string; at: number }[]>();
  for (const [index, { at, action, keyId, keyName }] of cameOrWent.entries()) {
    const name = withoutRenewal(keyName);
    const time = Date.parse(at);
    if (action === 'api_key.created') {
      waiting.set(name, [...(waiting.get(name) ?? []), { index, keyId, at: time }]);
      marks.set(index, { at, what: 'created', keyId, keyName });
      continue;
    }
    const made = waiting.get(name) ?? [];
    // The key that ends may itself have been made lately; its successor came after it.
    const successor = made.find(
      (each) =>
        each.keyId !== keyId &&
        time - each.at <= longestRotationMs &&
        !made.some((own) => own.keyId === keyId && own.index > each.index),
    );
    if (!successor) {
      marks.set(index, { at, what: 'revoked', keyId, keyName });
      continue;
    }
    waiting.set(
      name,
      made.filter((each) => each !== successor),
    );
    marks.delete(successor.index);
    marks.set(index, { at, what: 'rotated', keyId: successor.keyId, keyName: name });
  }
  return [...marks].sort(([one], [other]) => one - other).map(([, mark]) => mark);
}
