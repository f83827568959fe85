import type { AuditFilter } from './view.ts';

/** Characters of one part of a filter, at most. */
const filterPartLength = 200;

const dayPattern = /^\d{4}-\d\d-\d\d$/;

/** `2026-02-28`, and a day that exists. */
function isDay(text: string): boolean {
  if (!dayPattern.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Whether `auditFilterSchema` takes this as that part; here without zod, for the page. */
export const isFilterPart = (part: keyof AuditFilter, text: string): boolean =>
  part === 'from' || part === 'until' ? isDay(text) : text.length > 0 && text.length <= filterPartLength;
