import type { Companion } from '../../core/companion.ts';
import type { Handlers } from '../../shared/contract/derive.ts';
import { ok } from '../../shared/result.ts';
import type { Desktop } from './desktop.ts';

/** The calls about the audit log. */
export function auditHandlers(
  { audit }: Companion,
  desktop: Pick<Desktop, 'askWhereToSave'>,
): Handlers['audit'] {
  return {
    page: async ({ filter, cursor }) => audit.page(filter, cursor),
    marks: async ({ events }) => audit.marks(events),
    activity: async ({ filter }) => audit.activity(filter),
    looked: async ({ at }) => {
      const noted = await audit.looked(at);
      return noted.ok ? ok({}) : noted;
    },
    export: async ({ filter, format }) => {
      const name = `convene-audit-log.${format}`;
      const kind = format === 'csv' ? 'CSV' : 'JSON';
      const path = await desktop.askWhereToSave({ name, extension: format, kind });
      return path === undefined ? ok(audit.exportView()) : audit.startExport(filter, format, path);
    },
    cancelExport: async () => ok(await audit.cancelExport()),
  };
}
