import { plainSentence, sentenceOf } from '../shared/audit/sentence.ts';
import type { AuditEventView, AuditMarks } from '../shared/audit/view.ts';
import { formatMoment } from '../shared/wording/dates.ts';
import { unusualWords } from '../shared/wording/unusual.ts';
import { table } from './table.ts';

/** A line per event. Times are this computer's; what is unusual for a key stands at the end. */
export function auditLines(
  events: readonly AuditEventView[],
  words: { now: Date; keyName: (id: string) => string | undefined; marks: AuditMarks['marks'] },
): string[] {
  if (events.length === 0) return ['Nothing in the audit log fits.'];
  const unusual = new Map(words.marks.map(({ eventId, unusual }) => [eventId, unusual]));
  return table(
    events.map((event) => [
      formatMoment(new Date(event.at), words.now),
      plainSentence(sentenceOf(event, words)),
      event.ip ?? '',
      (unusual.get(event.id) ?? []).map((each) => unusualWords(each).title.toLowerCase()).join(', '),
    ]),
  );
}
