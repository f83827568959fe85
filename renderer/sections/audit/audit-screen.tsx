import { type ReactElement, useEffect } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { organizationName } from '../../common/account-words.ts';
import { auditAddress, auditFilterIn, isFiltered } from '../../common/audit-address.ts';
import { KeysOnTheWeb } from '../../common/keys-on-the-web.tsx';
import { NoRole } from '../../common/no-role.tsx';
import { usePlaceQuery } from '../../common/use-section.ts';
import type { AuditState } from '../../store/audit-store.ts';
import { useAudit, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { ActivityPlot } from './activity-plot.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { auditSub, auditTitle } from './audit-words.ts';
import { EventList } from './event-list.tsx';
import { ExportButtons, ExportNotice } from './export-log.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** What keys and people did. */
export function AuditScreen({ account }: { account: Present }): ReactElement {
  if (account.state === 'pasted-key') return <KeysOnTheWeb account={account} />;
  const chosen = account.organizations.find(({ id }) => id === account.organizationId);
  if (chosen && !chosen.managesKeys) return <NoRole organization={chosen} />;
  return (
    <Log
      key={`${account.server.address} ${account.organizationId}`}
      market={organizationName(account) ?? ''}
    />
  );
}

function Log({ market }: { market: string }): ReactElement {
  const { audit } = useStores();
  const query = usePlaceQuery();
  const now = useNow();
  const log = useAudit((state) => state);
  const { filter, shownFor, events, asOf, work } = log;
  useEffect(() => () => audit.forget(), [audit]);
  useEffect(() => {
    void audit.look(auditFilterIn(query));
  }, [audit, query]);
  const failure = failureOf(work, 'page', 'more', 'export');
  // While another filter is looked for, what was there stays; when that fails, it would pass for what was found.
  const isOfAnother = shownFor !== filter && failureOf(work, 'page') !== undefined;
  return (
    <>
      <PageHead title={titleNow(log, isOfAnother, now)} tools={<ExportButtons />}>
        <p>{auditSub(market)}</p>
      </PageHead>
      <AuditFilters filter={filter} now={now} />
      <ExportNotice />
      {failure && (
        <FailureNotice failure={failure}>
          <Button onPress={() => void audit.tryAgain()}>Try again</Button>
        </FailureNotice>
      )}
      {asOf === undefined && !failure && <Progress label={`Asking Convene what happened in ${market}`} />}
      {asOf !== undefined && <ActivityPlot now={now} />}
      {asOf !== undefined && events.length === 0 && !failure && isFiltered(filter) && !isRunning(work) && (
        <p className="audit-empty">
          <a href={auditAddress({})}>Show the whole log</a>
        </p>
      )}
      {events.length > 0 && !isOfAnother && <EventList now={now} />}
    </>
  );
}

function titleNow(log: AuditState, isOfAnother: boolean, now: Date): string {
  const { shownFor, events, nextCursor, activity, activityFor, work } = log;
  if (isOfAnother) return 'The log couldn’t be read.';
  if (!shownFor) return failureOf(work, 'page') ? 'The log couldn’t be read.' : 'Looking into the log.';
  const counts = activity && activityFor === shownFor ? { counts: activity } : {};
  return auditTitle({ filter: shownFor, events, more: nextCursor !== null, ...counts, now });
}
