/** What is kept of an incident, and what is printed before one: both without secrets, and both also with a pasted key. */
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import type { Connections } from '../connections/connections.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { cardHtml } from './card.ts';
import { cardFacts } from './card-facts.ts';
import type { Incidents } from './incidents.ts';
import { type Report, reportOf } from './report.ts';

export interface Papers {
  /** What happened, as far as it is known now; without the audit log where that can't be read. */
  report(incidentId: string): Promise<Result<Report>>;
  /** The page to print before anything happens, as HTML. */
  emergencyCard(): Promise<Result<string>>;
}

interface Deps {
  readonly account: Pick<Account, 'view'>;
  readonly connections: Pick<Connections, 'list' | 'server'>;
  readonly incidents: Pick<Incidents, 'assets' | 'impact' | 'reportedBy' | 'view'>;
  readonly clock: Clock;
  readonly log: Log;
}

export const createPapers = (deps: Deps): Papers => ({
  async report(incidentId) {
    const { incidents, clock, log } = deps;
    const incident = incidents.view().incidents.find(({ id }) => id === incidentId);
    if (!incident) return failed(failure('not-found'));
    const impact = await incidents.impact(incidentId);
    if (!impact.ok) log('impact not in the report', { failure: impact.error });
    return ok(
      reportOf({
        incident,
        impact: impact.ok ? impact.value : undefined,
        person: incidents.reportedBy(incidentId),
        now: clock.now(),
      }),
    );
  },
  async emergencyCard() {
    const facts = await cardFacts(deps);
    return facts.ok ? ok(cardHtml({ ...facts.value, now: deps.clock.now() })) : facts;
  },
});
