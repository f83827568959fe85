import { type ReactElement, useEffect, useId, useState } from 'react';
import type { IncidentView } from '../../../shared/incident.ts';
import { asOfText, timeText } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { listed } from '../../../shared/wording/numbers.ts';
import { useAccount, useIncident, useNow, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { fieldTime, timeOfField } from './field-time.ts';
import { DeedLines } from './impact-lines.tsx';
import { ImpactOfKey } from './impact-of-key.tsx';
import { changesWords } from './impact-words.ts';
import { trustQuestion } from './incident-words.ts';

/** What the keys did since they were last surely the person's own. Asked only now, because revoking came first. */
export function ImpactSection({ incident: view }: { incident: IncidentView }): ReactElement | null {
  const { incident } = useStores();
  const now = useNow();
  const known = useIncident((state) => state.impact[view.id]);
  const answered = view.lastTrustedAt !== null || !view.items.some(({ what }) => what === 'key');
  const { id, closedAt } = view;
  useEffect(() => {
    if ((answered || closedAt !== null) && known === undefined) void incident.loadImpact(id);
  }, [incident, id, answered, closedAt, known]);
  const account = useAccount((state) => state.view);
  if (!view.items.some(({ what }) => what === 'key')) return null;
  const marketOf = (marketId: string) => view.markets.find((market) => market.id === marketId);
  const nameOf = (marketId: string): string => marketOf(marketId)?.name ?? '';
  /** The Audit tab shows the market that is chosen. */
  const isHere = (marketId: string): boolean =>
    account.state === 'signed-in' && account.organizationId === marketOf(marketId)?.organizationId;
  return (
    <section className="section" aria-labelledby="impact">
      <h2 id="impact" tabIndex={-1}>
        {known?.state === 'known'
          ? `What these keys did since ${asOfText(new Date(known.impact.since), now)}`
          : 'What these keys did'}
      </h2>
      <TrustQuestion key={view.lastTrustedAt ?? 'not said'} incident={view} />
      {known?.state === 'looking' && <Progress label="Reading the Audit Log" />}
      {known?.state === 'failed' && (
        <FailureNotice failure={known.failure}>
          <Button onPress={() => void incident.loadImpact(id)}>Try again</Button>
        </FailureNotice>
      )}
      {known?.state === 'known' && (
        <>
          {known.impact.unread.map(({ marketId, failure }) => (
            <p key={marketId} className="market-note" role="status">
              <b>The Audit Log of {nameOf(marketId)} couldn’t be read.</b> {failureMessage(failure).title}
            </p>
          ))}
          <p className="impact-answer">{changesWords(known.impact)}</p>
          <DeedLines lines={known.impact.lines} now={now} />
          {known.impact.keys
            .filter(({ count }) => count > 0)
            .map((key) => (
              <ImpactOfKey
                key={`${key.marketId} ${key.id}`}
                did={key}
                now={now}
                isHere={isHere(key.marketId)}
              />
            ))}
          <IdleKeys names={known.impact.keys.filter(({ count }) => count === 0).map(({ name }) => name)} />
          <p className="quiet small impact-until">
            As of {timeText(new Date(known.impact.until))}.{' '}
            <Button look="link" onPress={() => void incident.loadImpact(id)}>
              Look again
            </Button>
          </p>
        </>
      )}
    </section>
  );
}

/** Those without any action need no tables. */
function IdleKeys({ names }: { names: readonly string[] }): ReactElement | null {
  if (names.length === 0) return null;
  return (
    <p className="small impact-until">
      <span className="quiet">Not used in that time:</span> {listed(names)}.
    </p>
  );
}

/** Since when to look. It may be left open: then it goes back as far as makes sense. */
function TrustQuestion({ incident: view }: { incident: IncidentView }): ReactElement | null {
  const { incident } = useStores();
  const now = useNow();
  const field = useId();
  const [typed, setTyped] = useState(
    view.lastTrustedAt === null ? '' : fieldTime(new Date(view.lastTrustedAt)),
  );
  const known = useIncident((state) => state.impact[view.id] !== undefined);
  const busy = useIncident((state) => isRunning(state.work, 'trust'));
  if (view.closedAt !== null) return null;
  const at = timeOfField(typed);
  const tooLate = at !== undefined && at > now;
  return (
    <div className="trust-question">
      <label htmlFor={field}>{trustQuestion(view)}</label>
      <div className="actions">
        <input
          id={field}
          type="datetime-local"
          value={typed}
          max={fieldTime(now)}
          aria-invalid={tooLate}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          isDisabled={at === undefined || tooLate}
          isPending={busy}
          onPress={() => void incident.setLastTrusted(view.id, at?.toISOString() ?? null)}
        >
          Show since then
        </Button>
        {!known && (
          <Button look="quiet" onPress={() => void incident.setLastTrusted(view.id, null)}>
            I don’t know
          </Button>
        )}
      </div>
      {tooLate && <p className="text-field-error">That is still to come. Choose a time in the past.</p>}
    </div>
  );
}
