import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import { notFound } from '../refusal.ts';
import { endpoint } from './endpoint.ts';
import { idColumn, nextCursor, numericId, pageById, paging, rowBefore } from './fields.ts';

const status = z.enum(['pending', 'approved', 'declined', 'cancelled']);

const booking = z.object({
  id: z.string(),
  vendor: z.object({ id: z.string(), name: z.string() }),
  market_date: z.object({ id: z.string(), date: z.string() }),
  stall: z.string(),
  price_cents: z.int(),
  status,
  requested_at: z.string(),
});
const bookingRow = z
  .object({
    id: idColumn,
    vendor_id: idColumn,
    vendor_name: z.string(),
    market_date_id: idColumn,
    date: z.string(),
    stall: z.string(),
    price_cents: z.int(),
    status,
    requested_at: z.string(),
  })
  .transform(({ vendor_id, vendor_name, market_date_id, date, ...row }) => ({
    ...row,
    vendor: { id: vendor_id, name: vendor_name },
    market_date: { id: market_date_id, date },
  }));
const one = z.object({ booking });

const selectBookings = `
  SELECT b.id, b.vendor_id, v.name AS vendor_name, b.market_date_id, d.date, b.stall, b.price_cents, b.status,
    b.requested_at
  FROM bookings b JOIN vendors v ON v.id = b.vendor_id JOIN market_dates d ON d.id = b.market_date_id
  WHERE b.organization_id = ?`;

function find(context: DemoContext, organizationId: string, id: string) {
  const found = context.database.get(bookingRow, `${selectBookings} AND b.id = ?`, [
    organizationId,
    Number(id),
  ]);
  if (!found) throw notFound();
  return found;
}

/** Assumed: Convene's help speaks of bookings, its developer reference lists no endpoint for them. */
export const bookingEndpoints = [
  endpoint({
    method: 'get',
    path: '/bookings',
    summary: 'Stall bookings, newest first',
    input: { query: { status: status.optional().describe('Only bookings in this state.'), ...paging } },
    answer: z.object({ bookings: z.array(booking), next_cursor: nextCursor }),
    action: 'bookings.list',
    resourceKind: 'booking',
    tools: [
      {
        name: 'list_bookings',
        title: 'List bookings',
        description:
          'Lists stall bookings, newest first, with vendor, market date, stall and price. Use status "pending" for ' +
          'those that wait for a decision.',
      },
    ],
    run(context, organizationId, { status: wanted, limit, cursor }) {
      const rows = context.database.all(
        bookingRow,
        `${selectBookings} AND b.id < ? AND (? IS NULL OR b.status = ?) ORDER BY b.id DESC LIMIT ?`,
        [organizationId, rowBefore(cursor), wanted ?? null, wanted ?? null, limit + 1],
      );
      const { rows: bookings, next_cursor } = pageById(rows, limit);
      return { bookings, next_cursor };
    },
  }),
  endpoint({
    method: 'get',
    path: '/bookings/{id}',
    summary: 'One booking',
    input: { path: { id: numericId } },
    answer: one,
    action: 'booking.read',
    resourceKind: 'booking',
    tools: [
      { name: 'get_booking', title: 'Show a booking', description: 'Shows one stall booking by its number.' },
    ],
    run: (context, organizationId, { id }) => ({ booking: find(context, organizationId, id) }),
  }),
  endpoint({
    method: 'patch',
    path: '/bookings/{id}',
    summary: 'Decide on a booking',
    input: { path: { id: numericId }, body: { status: status.describe('The decision.') } },
    answer: one,
    action: 'booking.updated',
    resourceKind: 'booking',
    tools: [
      {
        name: 'update_booking',
        title: 'Update a booking',
        description: 'Changes the state of a stall booking: pending, approved, declined or cancelled.',
      },
      {
        name: 'approve_booking',
        title: 'Approve a booking',
        description: 'Approves a stall booking by its number, as in "approve booking 123".',
        preset: { status: 'approved' },
      },
      {
        name: 'decline_booking',
        title: 'Decline a booking',
        description: 'Declines a stall booking by its number. Ask the organizer first.',
        preset: { status: 'declined' },
      },
    ],
    run(context, organizationId, { id, status: decided }) {
      find(context, organizationId, id);
      context.database.run('UPDATE bookings SET status = ? WHERE organization_id = ? AND id = ?', [
        decided,
        organizationId,
        Number(id),
      ]);
      return { booking: find(context, organizationId, id) };
    },
  }),
];
