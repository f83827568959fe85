import { type ReactElement, useEffect } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { auditAddress, auditFilterIn, isFiltered } from '../../model/audit-address.ts';
import { useAudit, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { usePlaceQuery } from '../../use-place.ts';
import { organizationName } from '../../wording/account.ts';
import { auditSub, auditTitle } from '../../wording/audit.ts';
import { KeysOnTheWeb } from '../keys/keys-on-the-web.tsx';
import { ActivityPlot } from './activity-plot.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { EventList } from './event-list.tsx';
import { ExportButtons, ExportNotice } from './export-log.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** What keys and people did. */
export function AuditScreen({ account }: { account: Present }): ReactElement {
  if (account.state === 'pasted-key') return <KeysOnTheWeb account={account} />;
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
  const { filter, events, nextCursor, asOf, work } = useAudit((state) => state);
  useEffect(() => () => audit.forget(), [audit]);
  useEffect(() => {
    void audit.look(auditFilterIn(query));
  }, [audit, query]);
  const failure = failureOf(work, 'page', 'more', 'export');
  return (
    <>
      <PageHead
        title={asOf === undefined ? 'Audit' : auditTitle({ filter, events, more: nextCursor !== null, now })}
        tools={<ExportButtons />}
      >
        <p>{auditSub(market)}</p>
      </PageHead>
      <AuditFilters filter={filter} />
      <ExportNotice />
      {failure && (
        <FailureNotice failure={failure}>
          <Button onPress={() => void audit.again()}>Try again</Button>
        </FailureNotice>
      )}
      {asOf === undefined && !failure && <Progress label="Looking into the log…" />}
      {asOf !== undefined && <ActivityPlot />}
      {asOf !== undefined && events.length === 0 && isFiltered(filter) && !isRunning(work) && (
        <p className="audit-empty">
          <a href={auditAddress({})}>Show the whole log</a>
        </p>
      )}
      {events.length > 0 && <EventList now={now} />}
    </>
  );
}
