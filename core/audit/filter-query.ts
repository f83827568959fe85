import type { AuditFilter } from '../../shared/audit/view.ts';
import { failure } from '../../shared/failure.ts';
import type { Calendar } from '../../shared/reminders/calendar.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { AuditQuery } from '../convene/convene.ts';

const dayMs = 86_400_000;
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/**
 * A filter in days as Convene's question in instants: from the first moment of its first day until the last of its last
 * one, by the calendar's zone; days of 23 and 25 hours included. `bad-input` for a day that doesn't exist.
 */
export function queryFor(filter: AuditFilter, calendar: Calendar): Result<AuditQuery> {
  const { from, until } = filter;
  const [first, last] = [from, until].map((date) => (date === undefined ? undefined : dayNumber(date)));
  if (Number.isNaN(first) || Number.isNaN(last)) {
    return failed(failure('bad-input', { detail: 'That day doesn’t exist.' }));
  }
  const at = (ms: number): string => new Date(ms).toISOString();
  return ok({
    keyId: filter.keyId,
    actorId: filter.personId,
    action: filter.action,
    outcome: filter.outcome,
    address: filter.address,
    text: filter.text,
    ...(first === undefined ? {} : { since: at(calendar.startOf(first)) }),
    ...(last === undefined ? {} : { until: at(calendar.startOf(last + 1) - 1) }),
  });
}
