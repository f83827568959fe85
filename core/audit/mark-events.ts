import { unusualOf } from '../../shared/audit/unusual.ts';
import type { AuditEventView, AuditMarks } from '../../shared/audit/view.ts';
import type { Calendar } from '../../shared/reminders/calendar.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';
import { mapLimit } from '../files/map-limit.ts';

/** Keys whose history is asked for in one go, and how many of them at a time. */
const mostKeys = 30;
const atOnce = 4;
/** Events before the one that is judged. */
const history = 200;
const pageSize = 500;
/** Two thousand events back at most: an event whose history reaches further is left without marks. */
const mostPages = 4;

type Marks = AuditMarks['marks'];

/**
 * What is unusual among these events, for each of the first thirty keys among them. A filter may have left out what
 * happened in between, so each key's own list is read, from its newest shown event back to the history of its oldest.
 */
export async function markEvents(
  { convene, organization }: SignedIn,
  events: readonly AuditEventView[],
  calendar: Calendar,
): Promise<Result<AuditMarks>> {
  const byKey = new Map<string, AuditEventView[]>();
  for (const event of events) {
    if (event.actor.kind !== 'api_key') continue;
    byKey.set(event.actor.id, [...(byKey.get(event.actor.id) ?? []), event]);
  }

  async function marksOf([keyId, shown]: [string, AuditEventView[]]): Promise<Result<Marks>> {
    const did = await readBack(keyId, shown);
    if (!did.ok) return did;
    const { list, whole } = did.value;
    const marks = shown.flatMap(({ id }) => {
      const index = list.findIndex((each) => each.id === id);
      const event = list[index];
      const before = list.slice(index + 1, index + 1 + history);
      if (!event || (before.length < history && !whole)) return [];
      const unusual = unusualOf(event, before, calendar);
      return unusual.length === 0 ? [] : [{ eventId: id, unusual }];
    });
    return ok(marks);
  }

  /** `whole`: nothing came before the last of the list. */
  async function readBack(
    keyId: string,
    shown: readonly AuditEventView[],
  ): Promise<Result<{ list: AuditEventView[]; whole: boolean }>> {
    const times = shown.map(({ at }) => at).sort((one, other) => Date.parse(one) - Date.parse(other));
    const oldest = Date.parse(times[0] ?? '');
    const query = { actorId: keyId, until: times.at(-1) };
    const list: AuditEventView[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < mostPages; page += 1) {
      const answer: Awaited<ReturnType<typeof convene.auditPage>> = await convene.auditPage(
        organization.id,
        query,
        cursor,
        pageSize,
      );
      if (!answer.ok) return answer;
      list.push(...answer.value.events);
      cursor = answer.value.nextCursor;
      if (cursor === null) return ok({ list, whole: true });
      if (list.filter(({ at }) => Date.parse(at) < oldest).length >= history) break;
    }
    return ok({ list, whole: false });
  }

  const answers = await mapLimit([...byKey].slice(0, mostKeys), atOnce, marksOf);
  const marks: Marks = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    marks.push(...answer.value);
  }
  return ok({ marks });
}
