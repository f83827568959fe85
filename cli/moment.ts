import { failed, ok, type Result } from '../shared/result.ts';
import { wrongUse } from './words.ts';

const form =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>(?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/;

/**
 * A moment that has passed, as it is typed: a day (from its first minute on), a day and a time of this computer's zone, or
 * one with its own zone. Answers an instant as RFC 3339 has it; `bad-input` says what is taken.
 */
export function readMoment(text: string, now: Date): Result<string> {
  const parts = form.exec(text.trim())?.groups;
  const day = parts?.day;
  if (!day || !isDay(day)) return failed(wrongUse(`“${text}” is no day or time. ${forms}`));
  const at = new Date(`${day}T${parts.time ?? '00:00'}${parts.zone ?? ''}`);
  if (Number.isNaN(at.getTime())) return failed(wrongUse(`“${text}” is no day or time. ${forms}`));
  if (at > now) return failed(wrongUse(`“${text}” is still to come. ${forms}`));
  return ok(at.toISOString());
}

const forms = 'Write 2026-06-09, "2026-06-09 14:30", or 2026-06-09T14:30+02:00.';

/** 30 February is none. */
const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};
