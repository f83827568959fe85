import { z } from 'zod';
import { dashboardSchema } from '../../shared/convene/wire.ts';
import type { DemoContext } from '../context.ts';
import { isoNow } from '../context.ts';
import { endpoint } from './endpoint.ts';

const countsRow = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  pending_applications: z.int(),
  pending_orders: z.int(),
  upcoming_market_dates: z.int(),
  next_market_date: z.string().nullable(),
  total_vendors: z.int(),
});

const selectCounts = `
  SELECT o.id, o.name, o.slug,
    (SELECT count(*) FROM vendor_applications a WHERE a.organization_id = o.id AND a.status = 'pending')
      AS pending_applications,
    (SELECT count(*) FROM bookings b WHERE b.organization_id = o.id AND b.status = 'pending') AS pending_orders,
    (SELECT count(*) FROM market_dates d WHERE d.organization_id = o.id AND d.date >= ?1) AS upcoming_market_dates,
    (SELECT min(d.date) FROM market_dates d WHERE d.organization_id = o.id AND d.date >= ?1) AS next_market_date,
    (SELECT count(*) FROM vendors v WHERE v.organization_id = o.id) AS total_vendors
  FROM organizations o WHERE o.id = ?2`;

export function dashboardOf(context: DemoContext, organizationId: string) {
  const today = isoNow(context).slice(0, 10);
  const found = context.database.get(countsRow, selectCounts, [today, organizationId]);
  if (!found) throw new Error('A key belongs to an organization that does not exist.');
  const { id, name, slug, ...counts } = found;
  return { organization: { id, name, slug }, ...counts };
}

export const dashboardEndpoints = [
  endpoint({
    method: 'get',
    path: '/dashboard',
    summary: 'The market at a glance',
    answer: dashboardSchema,
    action: 'dashboard.read',
    resourceKind: 'organization',
    tools: [
      {
        name: 'get_dashboard',
        title: 'Market at a glance',
        description:
          'Answers "what\'s pending today?": how many vendor applications and stall bookings wait for a decision, ' +
          'how many market dates are ahead, when the next one is, and how many vendors there are. Start here.',
      },
    ],
    run: dashboardOf,
  }),
];
