import type { ReactElement } from 'react';
import type { ContainmentItem, IncidentMarket, IncidentView } from '../../../shared/incident.ts';
import { itemKey } from '../../../shared/incident-count.ts';
import { isBeingAsked } from '../../common/incident-progress.ts';
import { useIncident } from '../../store/use-stores.ts';
import { Pulse } from '../../ui/pulse.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { itemDetail, itemName, itemState, marketCount } from './incident-items-words.ts';

/** Each key and each Companion with its own outcome and its own proof, by market where there are several. */
export function ContainmentList({ incident: view }: { incident: IncidentView }): ReactElement {
  const { items, markets } = view;
  const done = items.filter(({ status }) => status === 'done').length;
  return (
    <section className="section" aria-labelledby="cut-off">
      <h2 id="cut-off">Cut off</h2>
      {markets.length === 1 && items.length > 3 && (
        <p className="quiet small">
          {done} of {items.length} confirmed
        </p>
      )}
      {markets.length === 1 ? (
        <Items incident={view} items={items} />
      ) : (
        markets.map((market) => <InMarket key={market.id} incident={view} market={market} />)
      )}
    </section>
  );
}

function InMarket(parts: { incident: IncidentView; market: IncidentMarket }): ReactElement {
  const { incident, market } = parts;
  const items = incident.items.filter(({ marketId }) => marketId === market.id);
  return (
    <section className="cut-off-market" aria-label={market.name}>
      <h3>
        {market.name} <span className="quiet">{marketCount(market, items)}</span>
      </h3>
      {items.length > 0 && <Items incident={incident} items={items} />}
    </section>
  );
}

function Items(parts: { incident: IncidentView; items: readonly ContainmentItem[] }): ReactElement {
  const impact = useIncident((state) => state.impact[parts.incident.id]);
  const refusedSince = (item: ContainmentItem): number =>
    impact?.state === 'known'
      ? (impact.impact.keys.find(({ id, marketId }) => id === item.id && marketId === item.marketId)
          ?.refusedSince ?? 0)
      : 0;
  return (
    <ul className="cut-off-list">
      {parts.items.map((item) => (
        <li key={itemKey(item)}>
          <b>{itemName(item)}</b>
          <span className="quiet">{itemDetail(item, refusedSince(item))}</span>
          <span className="cut-off-state">
            <ItemState item={item} />
          </span>
        </li>
      ))}
    </ul>
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
