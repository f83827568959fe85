import { type ReactElement, useDeferredValue, useEffect, useRef, useState } from 'react';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { isOpen } from '../../common/incident-progress.ts';
import { useIncident, useKeys, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { Search } from '../../ui/search.tsx';
import { DeviceDoor } from './device-door.tsx';
import { EarlierIncidents } from './earlier-incidents.tsx';
import { KeysPageAddress } from './keys-page-address.tsx';
import { LeakDoor } from './leak-door.tsx';
import { PrepareSection } from './prepare-section.tsx';

/** The two doors, both open: from here it is one choice and one confirmation. */
export function DoorsPage(parts: { market: string; organizationId: string }): ReactElement {
  const { market, organizationId } = parts;
  const { incident, keys, about } = useStores();
  const [typed, setTyped] = useState('');
  // Typing stays quick while a long list follows.
  const search = useDeferredValue(typed);
  const incidents = useIncident((state) => state.incidents);
  const assets = useIncident((state) => state.assets);
  const unread = useIncident((state) => state.unread);
  // A key that came or went elsewhere changes what can be cut off.
  const listed = useKeys((state) => state.view);
  useEffect(() => {
    if (listed.state === 'listed' && listed.organizationId === organizationId)
      void incident.loadAssets(organizationId);
  }, [incident, listed, organizationId]);
  const going = incidents.filter(isOpen);
  return (
    <>
      <PageHead
        title="Did a key leak, or is a device gone?"
        tools={
          <Search
            label="Find a key or a device"
            shortcut={about.getState().about?.platform === 'mac' ? '⌘F' : 'Ctrl F'}
            value={typed}
            onChange={setTyped}
          />
        }
      >
        <p>We revoke first and ask later. A revoked key stops working at once, and we show you the proof.</p>
      </PageHead>
      {unread && <FailureNotice failure={unread} />}
      {going.length > 0 && <EarlierIncidents title="Still going on" incidents={going} />}
      {assets.state === 'known' ? (
        <Doors>
          <LeakDoor assets={assets.assets} market={market} search={search} />
          <DeviceDoor assets={assets.assets} search={search} />
        </Doors>
      ) : assets.state === 'failed' ? (
        <div className="message" role="alert">
          <p>
            <b>{failureMessage(assets.failure).title}</b> {failureMessage(assets.failure).todo}
          </p>
          <p className="quiet">
            <b>In a hurry, on any phone:</b> go to <KeysPageAddress />, sign in, find the key by its name and
            press Revoke.
          </p>
          <div className="actions">
            <Button look="primary" onPress={() => void incident.loadAssets(organizationId)}>
              Try again
            </Button>
            <Button onPress={() => void keys.openKeysPage()}>
              <Icon name="out" />
              Revoke on the web
            </Button>
          </div>
        </div>
      ) : (
        <Progress label="Looking for your keys and devices" />
      )}
      <div className="doors doors-below">
        <PrepareSection />
        <EarlierIncidents title="Earlier" incidents={incidents.filter((one) => !isOpen(one))} />
      </div>
    </>
  );
}

/** Where a door was opened from elsewhere, the focus begins there. */
function Doors({ children }: { children: ReactElement[] }): ReactElement {
  const { incident } = useStores();
  const door = useIncident((state) => state.door);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!door) return;
    const heading = place.current?.querySelector<HTMLElement>(`#door-${door}`);
    heading?.scrollIntoView({ block: 'nearest' });
    heading?.focus({ preventScroll: true });
    incident.doorTaken();
  }, [door, incident]);
  return (
    <div className="doors" ref={place}>
      {children}
    </div>
  );
}
