import type { ReactElement } from 'react';
import type { IncidentView } from '../../../shared/incident.ts';
import { useNow, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { historyLine } from './incident-words.ts';

/** Incidents one can go back to, the newest first. */
export function EarlierIncidents(parts: {
  title: string;
  incidents: readonly IncidentView[];
}): ReactElement | null {
  const { incident } = useStores();
  const now = useNow();
  if (parts.incidents.length === 0) return null;
  return (
    <section className="section earlier" aria-label={parts.title}>
      <h2>{parts.title}</h2>
      <ul className="offers offers-tight">
        {parts.incidents.map((one) => {
          const { name, detail } = historyLine(one, now);
          return (
            <li key={one.id}>
              <b>{name}</b>
              <span>{detail}</span>
              <Button look="quiet" aria-label={`Open: ${name}`} onPress={() => incident.turnTo(one.id)}>
                Open
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
