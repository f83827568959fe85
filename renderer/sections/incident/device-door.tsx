import { type ReactElement, useMemo } from 'react';
import type { IncidentAssets } from '../../../shared/incident.ts';
import { formatMoment } from '../../../shared/wording/dates.ts';
import { marketGap } from '../../../shared/wording/incident-markets.ts';
import { counted } from '../../../shared/wording/numbers.ts';
import { useNow, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { deviceIcon, Icon } from '../../ui/icon.tsx';
import { assetDevices, foundDevices, lastHeardOf, mostShown, type NamedDevice } from './incident-assets.ts';
import { deviceHoldsWords } from './incident-words.ts';

/** "I lost a device": all its keys, and the Companion on it. */
export function DeviceDoor(parts: { assets: IncidentAssets; search: string }): ReactElement {
  const { assets, search } = parts;
  const { incident } = useStores();
  const now = useNow();
  const devices = useMemo(() => assetDevices(assets), [assets]);
  const found = useMemo(() => foundDevices(devices, search), [devices, search]);
  const ask = (device: NamedDevice): void => incident.askAboutLost(device, assets.markets);
  const gaps = assets.markets.flatMap((market) => marketGap(market, 'a device') ?? []);
  return (
    <section className="section door" aria-labelledby="door-lost">
      <h2 id="door-lost" tabIndex={-1}>
        I lost a device
      </h2>
      <p className="quiet small">
        It was left behind, stolen, or given away. All its keys are revoked, in all your markets, and its
        Companion is signed out.
      </p>
      {gaps.map(({ title, detail }) => (
        <p key={title} className="door-note" role="status">
          <b>{title}</b> {detail}
        </p>
      ))}
      {devices.length === 0 ? (
        <p className="door-empty">
          No key says in its name which device it is on. Choose it at “A key leaked”.
        </p>
      ) : (
        <ul className="door-list" aria-label="Devices">
          {found.slice(0, mostShown).map((one) => {
            const heard = lastHeardOf(one);
            return (
              <li key={one.device} className="door-device">
                <Icon name={deviceIcon(one.device)} />
                <div>
                  <b>{one.device}</b> {one.thisOne && <span className="here">This device</span>}
                  <span className="check-detail">
                    {deviceHoldsWords(one.keys.length, one.sessions.length)}
                    {heard && ` Used ${formatMoment(heard, now)}.`}
                  </span>
                </div>
                <Button aria-label={`I lost it: ${one.device}`} onPress={() => ask(one)}>
                  I lost it
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {devices.length > 0 && found.length === 0 && (
        <p className="door-empty">No device matches “{search.trim()}”.</p>
      )}
      {found.length > mostShown && (
        <p className="door-empty">
          {counted(found.length - mostShown, 'more device')} not shown. Search by name.
        </p>
      )}
    </section>
  );
}
