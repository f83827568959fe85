import type { ReactElement } from 'react';
import type { IncidentView } from '../../../shared/incident.ts';
import { Icon } from '../../ui/icon.tsx';
import { safeWords, touchedMarkets, touchedWords } from './incident-words.ts';

/** What a key reaches and what it doesn't, in plain words. */
export const StayedSafe = ({ incident: view }: { incident: IncidentView }): ReactElement => (
  <>
    <section className="section" aria-labelledby="stayed-safe">
      <h2 id="stayed-safe">{view.kind === 'device' ? 'What its keys couldn’t reach' : 'What stayed safe'}</h2>
      {view.kind === 'device' && (
        <p>A browser on it that is signed in to Convene can: change your password first.</p>
      )}
      <ul className="ticks">
        {safeWords(view).map((words) => (
          <li key={words}>
            <Icon name="check" />
            {words}
          </li>
        ))}
      </ul>
    </section>
    <section className="section" aria-labelledby="could-touch">
      <h2 id="could-touch">What it could have touched</h2>
      <ul className="dashes">
        {touchedWords(touchedMarkets(view)).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <p>Every action of a key is in the Audit Log, under the key’s name.</p>
    </section>
  </>
);
