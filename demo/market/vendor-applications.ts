import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import { isoNow } from '../context.ts';
import { invalid, notFound } from '../refusal.ts';
import { endpoint } from './endpoint.ts';
import { idColumn, nextCursor, numericId, pageById, paging, rowBefore } from './fields.ts';

const status = z.enum(['pending', 'approved', 'waitlisted', 'rejected']);
const cents = z.coerce.number().int().min(0).max(1_000_000);

const application = z.object({
  id: z.string(),
  business_name: z.string(),
  category: z.string(),
  contact_name: z.string(),
  contact_email: z.string(),
  status,
  payment_status: z.enum(['not_due', 'awaiting', 'paid']),
  starter_credits: z.int(),
  credits: z.int(),
  submitted_at: z.string(),
  last_reminded_at: z.string().nullable(),
});
const applicationRow = application.extend({ id: idColumn });
const one = z.object({ vendor_application: application });

function find(context: DemoContext, organizationId: string, id: string) {
  const found = context.database.get(
    applicationRow,
    'SELECT * FROM vendor_applications WHERE organization_id = ? AND id = ?',
    [organizationId, Number(id)],
  );
  if (!found) throw notFound();
  return found;
}

function change(
  context: DemoContext,
  organizationId: string,
  id: string,
  set: string,
  values: (string | number)[],
) {
  context.database.run(`UPDATE vendor_applications SET ${set} WHERE organization_id = ? AND id = ?`, [
    ...values,
    organizationId,
    Number(id),
  ]);
  return { vendor_application: find(context, organizationId, id) };
}

export const vendorApplicationEndpoints = [
  endpoint({
    method: 'get',
    path: '/vendor_applications',
    summary: 'Vendor applications, newest first',
    input: {
      query: { status: status.optional().describe('Only applications in this state.'), ...paging },
    },
    answer: z.object({ vendor_applications: z.array(application), next_cursor: nextCursor }),
    action: 'vendor_applications.list',
    resourceKind: 'vendor_application',
    tools: [
      {
        name: 'list_vendor_applications',
        title: 'List vendor applications',
        description:
          'Lists the businesses that applied to sell at the market, newest first, with contact, category, state and ' +
          'payment. Use status "pending" for those that wait for a decision.',
      },
    ],
    run(context, organizationId, { status: wanted, limit, cursor }) {
      const rows = context.database.all(
        applicationRow,
        `SELECT * FROM vendor_applications WHERE organization_id = ? AND id < ? AND (? IS NULL OR status = ?)
         ORDER BY id DESC LIMIT ?`,
        [organizationId, rowBefore(cursor), wanted ?? null, wanted ?? null, limit + 1],
      );
      const { rows: vendor_applications, next_cursor } = pageById(rows, limit);
      return { vendor_applications, next_cursor };
    },
  }),
  endpoint({
    method: 'get',
    path: '/vendor_applications/{id}',
    summary: 'One vendor application',
    input: { path: { id: numericId } },
    answer: one,
    action: 'vendor_application.read',
    resourceKind: 'vendor_application',
    tools: [
      {
        name: 'get_vendor_application',
        title: 'Show a vendor application',
        description: 'Shows one vendor application by its number.',
      },
    ],
    run: (context, organizationId, { id }) => ({ vendor_application: find(context, organizationId, id) }),
  }),
  endpoint({
    method: 'patch',
    path: '/vendor_applications/{id}',
    summary: 'Decide on a vendor application, or set its starter credits',
    input: {
      path: { id: numericId },
      body: {
        status: status.optional().describe('The decision.'),
        starter_credits: cents.optional().describe('Credits in cents that the vendor starts with.'),
      },
    },
    answer: one,
    action: 'vendor_application.updated',
    resourceKind: 'vendor_application',
    tools: [
      {
        name: 'update_vendor_application',
        title: 'Update a vendor application',
        description:
          'Changes the state of a vendor application (pending, approved, waitlisted, rejected) or the starter ' +
          'credits of the vendor, in cents. Ask the organizer before rejecting somebody.',
      },
      {
        name: 'approve_vendor_application',
        title: 'Approve a vendor application',
        description: 'Approves a vendor application by its number; the vendor is then asked to pay.',
        preset: { status: 'approved' },
      },
    ],
    run(context, organizationId, { id, status: decided, starter_credits }) {
      const now = find(context, organizationId, id);
      if (decided === undefined && starter_credits === undefined) {
        throw invalid('status or starter_credits must be given');
      }
      const next = decided ?? now.status;
      const unpaid = next === 'approved' ? 'awaiting' : 'not_due';
      return change(context, organizationId, id, 'status = ?, payment_status = ?, starter_credits = ?', [
        next,
        now.payment_status === 'paid' ? 'paid' : unpaid,
        starter_credits ?? now.starter_credits,
      ]);
    },
  }),
  endpoint({
    method: 'post',
    path: '/vendor_applications/{id}/remind',
    summary: 'Send the payment link again',
    input: { path: { id: numericId } },
    answer: one,
    action: 'vendor_application.reminded',
    resourceKind: 'vendor_application',
    tools: [
      {
        name: 'remind_vendor_application',
        title: 'Remind a vendor to pay',
        description:
          'Sends the payment link once more to a vendor who was approved and has not paid. Fails for anybody else.',
      },
    ],
    run(context, organizationId, { id }) {
      const now = find(context, organizationId, id);
      if (now.payment_status !== 'awaiting') throw invalid('This application does not wait for a payment');
      return change(context, organizationId, id, 'last_reminded_at = ?', [isoNow(context)]);
    },
  }),
  endpoint({
    method: 'post',
    path: '/vendor_applications/{id}/credit',
    summary: 'Give the vendor a credit',
    input: {
      path: { id: numericId },
      body: { amount: cents.min(1).describe('The credit in cents; 500 is $5.00.') },
    },
    answer: one,
    action: 'vendor_application.credited',
    resourceKind: 'vendor_application',
    tools: [
      {
        name: 'credit_vendor_application',
        title: 'Give a vendor a credit',
        description: 'Adds a credit, in cents, to the account of the vendor behind an application.',
      },
    ],
    run(context, organizationId, { id, amount }) {
      const now = find(context, organizationId, id);
      return change(context, organizationId, id, 'credits = ?', [now.credits + amount]);
    },
  }),
];
