import { z } from 'zod';
import { isoNow } from '../context.ts';
import { endpoint } from './endpoint.ts';
import { idColumn, nextCursor, pageById, paging, rowBefore } from './fields.ts';

const vendor = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string(),
  contact_name: z.string(),
  contact_email: z.string(),
  joined_on: z.string(),
});
const vendorRow = vendor.extend({ id: idColumn });

const marketDate = z.object({
  id: z.string(),
  date: z.string(),
  opens_at: z.string(),
  closes_at: z.string(),
  location: z.string(),
  stalls: z.int(),
});
const marketDateRow = marketDate.extend({ id: idColumn });

/** Assumed, like the bookings: enough for an assistant to answer questions about the market. */
export const vendorAndDateEndpoints = [
  endpoint({
    method: 'get',
    path: '/vendors',
    summary: 'The vendors of the market',
    input: { query: { search: z.string().max(100).optional().describe('Part of the name.'), ...paging } },
    answer: z.object({ vendors: z.array(vendor), next_cursor: nextCursor }),
    action: 'vendors.list',
    resourceKind: 'vendor',
    tools: [
      {
        name: 'list_vendors',
        title: 'List vendors',
        description:
          'Lists the vendors who sell at the market, with category and contact; search by part of a name.',
      },
    ],
    run(context, organizationId, { search, limit, cursor }) {
      const rows = context.database.all(
        vendorRow,
        `SELECT * FROM vendors WHERE organization_id = ? AND id < ? AND instr(lower(name), lower(?)) > 0
         ORDER BY id DESC LIMIT ?`,
        [organizationId, rowBefore(cursor), search ?? '', limit + 1],
      );
      const { rows: vendors, next_cursor } = pageById(rows, limit);
      return { vendors, next_cursor };
    },
  }),
  endpoint({
    method: 'get',
    path: '/market_dates',
    summary: 'Market dates, soonest first',
    input: {
      query: {
        from: z.iso.date().optional().describe('The first day, YYYY-MM-DD; today when left out.'),
        limit: paging.limit,
      },
    },
    answer: z.object({ market_dates: z.array(marketDate) }),
    action: 'market_dates.list',
    resourceKind: 'market_date',
    tools: [
      {
        name: 'list_market_dates',
        title: 'List market dates',
        description: 'Lists the coming market days, soonest first, with hours, place and number of stalls.',
      },
    ],
    run: (context, organizationId, { from, limit }) => ({
      market_dates: context.database.all(
        marketDateRow,
        'SELECT * FROM market_dates WHERE organization_id = ? AND date >= ? ORDER BY date LIMIT ?',
        [organizationId, from ?? isoNow(context).slice(0, 10), limit],
      ),
    }),
  }),
];
