import type { ReactElement } from 'react';
import { useIncident, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';

/** What helps before anything happens: the card for the drawer, and a look for keys that lie around. */
export function PrepareSection(): ReactElement {
  const { incident } = useStores();
  const work = useIncident((state) => state.work);
  const failure = failureOf(work, 'card');
  return (
    <section className="section" aria-labelledby="prepare">
      <h2 id="prepare">Before anything happens</h2>
      <ul className="offers">
        <li>
          <b>An emergency card</b>
          <span>
            The address, the names of your keys and the steps, on one page for the drawer. No secrets.
          </span>
          <Button isPending={isRunning(work, 'card')} onPress={() => void incident.openCard()}>
            <Icon name="out" />
            Print an emergency card
          </Button>
        </li>
        <li>
          <b>Keys left in files</b>
          <span>We look through folders of your choice, on this computer only. Nothing is sent.</span>
          <Button onPress={incident.toScan}>
            <Icon name="search" />
            Look for keys left on this computer
          </Button>
        </li>
      </ul>
      {failure && <FailureNotice failure={failure} />}
    </section>
  );
}
