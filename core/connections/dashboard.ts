/** The answer to "what's pending today?", as the bridge gives it. */
import { type Dashboard, dashboardSchema } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Probe } from './bridge-probe.ts';

/** What is kept of it: data, put into words where it is shown. */
export interface DashboardFact {
  readonly [name: string]: string | number;
  readonly organizationName: string;
  readonly pendingApplications: number;
  readonly pendingOrders: number;
}

export async function askDashboard(probe: Pick<Probe, 'call'>): Promise<Result<Dashboard>> {
  const answer = await probe.call('get_dashboard');
  if (!answer.ok) return answer;
  try {
    return ok(dashboardSchema.parse(JSON.parse(answer.value)));
  } catch {
    return failed(failure('tool-failed', { detail: 'the answer is not a dashboard' }));
  }
}

export const dashboardFact = (dashboard: Dashboard): DashboardFact => ({
  organizationName: dashboard.organization.name,
  pendingApplications: dashboard.pending_applications,
  pendingOrders: dashboard.pending_orders,
});

/** In one line. */
export function dashboardText(fact: DashboardFact): string {
  const applications = counted(fact.pendingApplications, 'application', 'applications');
  const orders = counted(fact.pendingOrders, 'order', 'orders');
  return `${fact.organizationName}: ${applications} and ${orders} pending.`;
}

export const isDashboardFact = (fact: Readonly<Record<string, unknown>>): fact is DashboardFact =>
  typeof fact.organizationName === 'string' &&
  typeof fact.pendingApplications === 'number' &&
  typeof fact.pendingOrders === 'number';

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
