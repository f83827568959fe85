import type { ReactElement } from 'react';
import type { IncidentView } from '../../../shared/incident.ts';
import { isConfirmed, isOpen } from '../../common/incident-progress.ts';
import { useIncident, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page.tsx';
import { ContainmentList } from './containment-list.tsx';
import { EarlierIncidents } from './earlier-incidents.tsx';
import { ImpactSection } from './impact-section.tsx';
import { incidentSince, incidentTitle } from './incident-words.ts';
import { NextList } from './next-list.tsx';
import { CreatedSince, OnAlikeDevices } from './offered.tsx';
import { StayedSafe } from './stayed-safe.tsx';
import { UnconfirmedAlarms } from './unconfirmed-alarms.tsx';

/** One incident: what is dead, what may still work, what was done, and what comes next. */
export function IncidentPage({ incident: view }: { incident: IncidentView }): ReactElement {
  const { incident } = useStores();
  const now = useNow();
  const work = useIncident((state) => state.work);
  const savedTo = useIncident((state) => state.savedTo);
  const incidents = useIncident((state) => state.incidents);
  const failure = failureOf(work, 'try', 'cut-off', 'trust', 'tick', 'report', 'print', 'mail', 'close');
  const open = isOpen(view);
  return (
    <>
      <PageHead
        title={incidentTitle(view)}
        tools={
          <>
            <Button look="quiet" onPress={incident.toDoors}>
              {open ? 'Cut off something else' : 'Back'}
            </Button>
            <Button
              isPending={isRunning(work, 'report')}
              onPress={() => void incident.saveReport(view.id, 'html')}
            >
              <Icon name="save" />
              Save report
            </Button>
          </>
        }
      >
        <p>
          {incidentSince(view, now)}
          {view.closedAt !== null && ' It is closed.'}
        </p>
      </PageHead>
      {failure && (
        <div className="incident-notice">
          <FailureNotice failure={failure} />
        </div>
      )}
      {savedTo !== undefined && (
        <p className="incident-saved" role="status">
          The report is at <span className="selectable">{savedTo}</span>.
        </p>
      )}
      <UnconfirmedAlarms incident={view} />
      {open && <CreatedSince incident={view} />}
      {open && <OnAlikeDevices incident={view} />}
      <div className="columns">
        <div>
          <ContainmentList incident={view} />
          <ImpactSection incident={view} />
        </div>
        <div className="aside">
          <NextList incident={view} />
          <StayedSafe incident={view} />
          {open && (
            <section className="section" aria-label="Close">
              <p>
                {isConfirmed(view)
                  ? 'Everything is confirmed. When you’re through, close this; it stays under earlier incidents.'
                  : 'As soon as everything is confirmed, you can close this.'}
              </p>
              <div className="actions incident-close">
                <Button
                  isDisabled={!isConfirmed(view)}
                  isPending={isRunning(work, 'close')}
                  onPress={() => void incident.close(view.id)}
                >
                  Close this incident
                </Button>
              </div>
            </section>
          )}
          <EarlierIncidents
            title="Also going on"
            incidents={incidents.filter((one) => isOpen(one) && one.id !== view.id)}
          />
        </div>
      </div>
    </>
  );
}
