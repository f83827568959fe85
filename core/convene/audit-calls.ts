import { auditActivitySchema, auditPageSchema } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { auditSearch } from './audit-query.ts';
import { forOrganization, noServerTime } from './calls.ts';
import type { Convene } from './convene.ts';
import type { Sender } from './sender.ts';

const auditPath = '/admin/audit_log';

export function auditCalls({ sendAsPerson }: Sender): Pick<Convene, 'auditPage' | 'auditActivity'> {
  return {
    async auditPage(organizationId, query, cursor, limit, signal) {
      const path = `${auditPath}?${auditSearch(query, { cursor, limit: String(limit) })}`;
      const page = await sendAsPerson(
        { method: 'GET', path, headers: forOrganization(organizationId), signal },
        auditPageSchema,
      );
      if (!page.ok) return failed(page.error);
      if (page.at === undefined) return noServerTime('audit log');
      const { events, next_cursor: nextCursor } = page.value;
      if (nextCursor !== null && nextCursor === cursor) {
        return failed(failure('unexpected-answer', { detail: 'audit log: pages without an end' }));
      }
      return ok({ events, nextCursor, at: page.at });
    },

    async auditActivity(organizationId, query, timeZone) {
      const path = `${auditPath}/activity?${auditSearch(query, { time_zone: timeZone })}`;
      const activity = await sendAsPerson(
        { method: 'GET', path, headers: forOrganization(organizationId) },
        auditActivitySchema,
      );
      if (!activity.ok) return failed(activity.error);
      return activity.at === undefined
        ? noServerTime('activity')
        : ok({ ...activity.value, at: activity.at });
    },
  };
}
