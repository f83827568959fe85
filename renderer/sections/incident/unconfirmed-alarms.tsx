import type { ReactElement } from 'react';
import type { ContainmentItem, IncidentView } from '../../../shared/incident.ts';
import { itemKey } from '../../../shared/incident-count.ts';
import { type MarketGap, marketGaps } from '../../../shared/wording/incident-markets.ts';
import { capitalized, counted } from '../../../shared/wording/numbers.ts';
import { isUnsettled } from '../../common/incident-progress.ts';
import { useIncident, useNow, useStores } from '../../store/use-stores.ts';
import { isRunning } from '../../store/work.ts';
import { Alarm } from '../../ui/alarm.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { alarmTitle, alarmWords, commonReason, earliestTry } from './incident-items-words.ts';
import { nextTryWords } from './incident-words.ts';
import { KeysPageAddress } from './keys-page-address.tsx';

/** Beyond so many, one alarm names them all. */
const mostAlarms = 3;

/** Everything that is to be treated as live, above all else, until Convene has confirmed it. */
export function UnconfirmedAlarms({ incident: view }: { incident: IncidentView }): ReactElement | null {
  const unsettled = view.items.filter(isUnsettled);
  const gaps = marketGaps(view);
  if (unsettled.length + gaps.length === 0) return null;
  const byHand = unsettled.filter(({ what }) => what === 'key');
  return (
    <div className="alarm-list">
      {gaps.map((gap) => (
        <MarketAlarm key={gap.title} gap={gap} incidentId={view.id} />
      ))}
      {unsettled.length <= mostAlarms ? (
        unsettled.map((item) => (
          <Alarm
            key={itemKey(item)}
            title={alarmTitle(item)}
            actions={<AlarmActions incidentId={view.id} items={[item]} />}
          >
            <AlarmText item={item} />
          </Alarm>
        ))
      ) : (
        <Alarm
          title={`${capitalized(counted(unsettled.length, 'thing'))} not confirmed`}
          actions={<AlarmActions incidentId={view.id} items={unsettled} />}
        >
          <p>
            {commonReason(unsettled)} <b>Treat these as live.</b>{' '}
            <NextTry nextTryAt={earliestTry(unsettled)} />
          </p>
          <ul className="alarm-names">
            {unsettled.map((item) => (
              <li key={itemKey(item)}>{alarmTitle(item)}</li>
            ))}
          </ul>
        </Alarm>
      )}
      {byHand.length > 0 && <ByHand items={byHand} />}
    </div>
  );
}

/** Where it wasn't looked for, nobody knows what is dead. */
function MarketAlarm({ gap, incidentId }: { gap: MarketGap; incidentId: string }): ReactElement {
  if (!gap.open)
    return (
      <p className="market-note" role="status">
        <b>{gap.title}</b> {gap.detail}
      </p>
    );
  return (
    <Alarm title={gap.title} actions={<AlarmActions incidentId={incidentId} items={[]} />}>
      <p>{gap.detail}</p>
    </Alarm>
  );
}

function AlarmText({ item }: { item: ContainmentItem }): ReactElement {
  const { happened, live, todo } = alarmWords(item);
  return (
    <p>
      {happened} <b>{live}</b> {todo} <NextTry nextTryAt={item.nextTryAt} />
    </p>
  );
}

/** The seconds are for the eyes alone: read aloud each time, they would drown out everything else. */
function NextTry({ nextTryAt }: { nextTryAt: string | undefined }): ReactElement | null {
  const now = useNow(1_000);
  if (nextTryAt === undefined) return null;
  return (
    <>
      We keep trying by ourselves<span aria-hidden="true">, {nextTryWords(nextTryAt, now)}</span>.
    </>
  );
}

function AlarmActions(parts: { incidentId: string; items: readonly ContainmentItem[] }): ReactElement {
  const { incident, keys } = useStores();
  const trying = useIncident((state) => isRunning(state.work, 'try'));
  return (
    <>
      <Button look="alarm" isPending={trying} onPress={() => void incident.tryAgain(parts.incidentId)}>
        {trying ? 'Trying…' : 'Try now'}
      </Button>
      {parts.items.some(({ what }) => what === 'key') && (
        <Button onPress={() => void keys.openKeysPage()}>
          <Icon name="out" />
          Revoke on the web
        </Button>
      )}
    </>
  );
}

/** For another screen, a phone above all: where to go and which names to look for. */
function ByHand({ items }: { items: readonly ContainmentItem[] }): ReactElement {
  return (
    <div className="by-hand">
      <p>
        <b>By hand, on any phone:</b> go to <KeysPageAddress />, sign in, and press Revoke next to
      </p>
      <ul>
        {items.map((item) => (
          <li key={itemKey(item)}>
            <b>{item.name}</b> {item.tokenHint}
          </li>
        ))}
      </ul>
    </div>
  );
}
