import type { ReactElement } from 'react';
import type { ContainmentItem, IncidentView } from '../../../shared/incident.ts';
import { isBeingAsked } from '../../../shared/incident-count.ts';
import { useIncident } from '../../store/use-stores.ts';
import { Pulse } from '../../ui/pulse.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { itemDetail, itemName, itemState } from './incident-items-words.ts';

/** Each key and each Companion with its own outcome and its own proof. */
export function ContainmentList({ incident: view }: { incident: IncidentView }): ReactElement {
  const impact = useIncident((state) => state.impact[view.id]);
  const refusedSince = (keyId: string): number =>
    impact?.state === 'known' ? (impact.impact.keys.find(({ id }) => id === keyId)?.refusedSince ?? 0) : 0;
  const done = view.items.filter(({ status }) => status === 'done').length;
  return (
    <section className="section" aria-labelledby="cut-off">
      <h2 id="cut-off">Cut off</h2>
      {view.items.length > 3 && (
        <p className="quiet small">
          {done} of {view.items.length} confirmed
        </p>
      )}
      <ul className="cut-off-list">
        {view.items.map((item) => (
          <li key={`${item.what} ${item.id}`}>
            <b>{itemName(item)}</b>
            <span className="quiet">{itemDetail(item, refusedSince(item.id))}</span>
            <span className="cut-off-state">
              <ItemState item={item} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ItemState({ item }: { item: ContainmentItem }): ReactElement {
  const { words, time } = itemState(item);
  if (item.status === 'done')
    return (
      <StatusMark mark="revoked">
        {words} <span className="exact">{time}</span>
      </StatusMark>
    );
  if (isBeingAsked(item))
    return (
      <span className="cut-off-asked">
        {words} <Pulse />
      </span>
    );
  return <StatusMark mark="not-confirmed">{words}</StatusMark>;
}
