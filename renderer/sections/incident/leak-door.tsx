import { type ReactElement, useMemo, useState } from 'react';
import type { IncidentAssets, Market } from '../../../shared/incident.ts';
import { formatMoment } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { counted, listed } from '../../../shared/wording/numbers.ts';
import { type AskedKey, askedKey } from '../../store/incident-store.ts';
import { useNow, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { assetKeys, foundAssets, mostShown } from './incident-assets.ts';
import { PasteText } from './paste-text.tsx';

interface DoorProps {
  readonly assets: IncidentAssets;
  /** What was typed to find it. */
  readonly search: string;
}

/** "A key leaked": choose it among those of the chosen market, or paste what was found. */
export function LeakDoor({ assets, market, search }: DoorProps & { market: string }): ReactElement {
  const { incident } = useStores();
  const now = useNow();
  const chosenMarket = assets.markets[0];
  const keys = useMemo(() => assetKeys(assets, chosenMarket?.id), [assets, chosenMarket]);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const found = useMemo(() => foundAssets(keys, search), [keys, search]);
  const chosen = keys.filter((key) => ticked.has(askedKey('key', key)));
  const ask = (asked: readonly AskedKey[]): void => incident.askAboutLeak(asked);
  const tick = (id: string, on: boolean): void =>
    setTicked((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  const others = assets.markets.slice(1);
  return (
    <section className="section door" aria-labelledby="door-leak">
      <h2 id="door-leak" tabIndex={-1}>
        A key leaked
      </h2>
      <p className="quiet small">
        It was in a mail, a chat, a screenshot or a shared file, or somebody used it who shouldn’t.
      </p>
      <PasteText onFound={ask} />
      {keys.length === 0 ? (
        <p className="door-empty" role="status">
          {noKeysWords(market, chosenMarket)}
        </p>
      ) : (
        <ul className="door-list" aria-label={`Keys of ${market} that work`}>
          {found.slice(0, mostShown).map((key) => (
            <li key={askedKey('key', key)}>
              <Checkbox
                isSelected={ticked.has(askedKey('key', key))}
                onChange={(on) => tick(askedKey('key', key), on)}
              >
                <b>{key.name}</b>
                <span className="check-detail">
                  {key.tokenHint},{' '}
                  {key.lastUsedAt ? `used ${formatMoment(new Date(key.lastUsedAt), now)}` : 'never used'}
                </span>
              </Checkbox>
              {chosen.length === 0 && (
                <Button aria-label={`It leaked: ${key.name}`} onPress={() => ask([key])}>
                  It leaked
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {keys.length > 0 && found.length === 0 && (
        <p className="door-empty">No key matches “{search.trim()}”.</p>
      )}
      {found.length > mostShown && (
        <p className="door-empty">
          {counted(found.length - mostShown, 'more key')} not shown. Search by device, assistant or the last
          four characters.
        </p>
      )}
      {others.length > 0 && (
        <p className="door-empty">
          These are the keys of {market}. For those of {listed(others.map(({ name }) => name))}, choose the
          market at the top right.
        </p>
      )}
      {chosen.length > 0 && (
        <div className="door-chosen">
          <Button look="danger" size="large" onPress={() => ask(chosen)}>
            Revoke {counted(chosen.length, 'key')}…
          </Button>
          <Button look="quiet" onPress={() => setTicked(new Set())}>
            Choose none
          </Button>
        </div>
      )}
    </section>
  );
}

/** That none works is said only where its keys were looked at. */
function noKeysWords(market: string, chosen: Market | undefined): string {
  if (chosen?.keys.state === 'looked') return `No key of ${market} works, so none can leak.`;
  const { title = '', todo = '' } = chosen?.keys.failure ? failureMessage(chosen.keys.failure) : {};
  return `The keys of ${market} couldn’t be looked at. ${title} ${todo}`.trim();
}
