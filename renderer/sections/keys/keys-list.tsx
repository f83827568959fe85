import { type ReactElement, useDeferredValue, useMemo, useState } from 'react';
import type { KeysView } from '../../../shared/keys/key-view.ts';
import { groupKeys, isFound, type KeyOrder, keyOrders } from '../../common/group-keys.ts';
import { markKey } from '../../common/key-mark.ts';
import { summarizeKeys } from '../../common/keys-summary.ts';
import { foundWords, orderWords } from '../../common/keys-words.ts';
import { usePlaceQuery } from '../../common/use-section.ts';
import { useKeys, useStores, useToday } from '../../store/use-stores.ts';
import { useTerms } from '../../store/use-terms.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Search } from '../../ui/search.tsx';
import { Select } from '../../ui/select.tsx';
import { focusKeyWhenDrawn, hasRow } from './focus-key.ts';
import { KeysEmpty } from './keys-empty.tsx';
import { drawsAllRows, KeysGrid } from './keys-grid.tsx';
import { KeysSub } from './keys-sub.tsx';
import { PeopleList } from './people-list.tsx';
import { RotateAllDue } from './rotate-all-due.tsx';
import { RotationsNotice } from './rotations-notice.tsx';
import { StaleNote } from './stale-note.tsx';
import { useOpenRequest } from './use-open-request.ts';

type Listed = Extract<KeysView, { state: 'listed' }>;

/** The list itself: by device, this one first, unless another order is chosen. */
export function KeysList({ view, market }: { view: Listed; market: string }): ReactElement {
  const { keys, about } = useStores();
  const work = useKeys((state) => state.work);
  const now = useToday();
  const byPerson = usePlaceQuery().get('by') === 'person';
  const termOf = useTerms(view.organizationId);
  const [typed, setSearch] = useState('');
  // Typing stays quick while a long list follows.
  const search = useDeferredValue(typed);
  const [order, setOrder] = useState<KeyOrder>('device');

  const marked = useMemo(
    () => view.keys.map((key) => markKey(key, now, termOf(key.id))),
    [view.keys, now, termOf],
  );
  const summary = useMemo(() => summarizeKeys(marked, view.deviceName), [marked, view.deviceName]);
  const found = useMemo(
    () => (search.trim() === '' ? marked : marked.filter((one) => isFound(one, search.trim()))),
    [marked, search],
  );
  const groups = useMemo(() => groupKeys(found, view.deviceName, order), [found, view.deviceName, order]);
  /** A search may hide it, and so is taken out; in a long list only the rows in view exist, so there it is searched for. */
  const goTo = (keyId: string): void => {
    if (byPerson) window.location.hash = '#keys';
    const openRequest = hasRow(keyId) ? undefined : view.keys.find(({ id }) => id === keyId);
    if (openRequest) setSearch(drawsAllRows(view.keys.length) ? '' : openRequest.name);
    focusKeyWhenDrawn(keyId);
  };
  useOpenRequest(view.keys, goTo);
  const refreshing = isRunning(work, 'refresh');
  const failure = failureOf(work);

  return (
    <>
      <PageHead
        title={summary.title}
        tools={
          <>
            {view.keys.length > 0 && (
              <>
                <Search
                  label="Find a key"
                  shortcut={about.getState().about?.platform === 'mac' ? '⌘F' : 'Ctrl F'}
                  value={typed}
                  onChange={setSearch}
                />
                {!byPerson && (
                  <Select
                    label="Order of the keys"
                    choices={keyOrders}
                    words={orderWords}
                    value={order}
                    onChange={setOrder}
                  />
                )}
              </>
            )}
            <Button isPending={refreshing} onPress={() => void keys.refresh()}>
              <Icon name="refresh" />
              {refreshing ? 'Looking…' : 'Look again'}
            </Button>
          </>
        }
      >
        <KeysSub summary={summary} now={now} onGo={goTo} />
      </PageHead>
      {view.stale && <StaleNote failure={view.stale} asOf={view.asOf} now={now} />}
      {failure && <FailureNotice failure={failure} />}
      <RotationsNotice />
      <RotateAllDue keys={marked} />
      {view.keys.length > 0 && (
        <nav className="keys-by" aria-label="Keys by">
          <a href="#keys" aria-current={byPerson ? undefined : 'page'}>
            By device
          </a>
          <a href="#keys?by=person" aria-current={byPerson ? 'page' : undefined}>
            By person
          </a>
        </nav>
      )}
      {view.keys.length === 0 ? (
        <KeysEmpty market={market} />
      ) : byPerson ? (
        <PeopleList keys={view.keys} found={found} search={search.trim()} now={now} />
      ) : (
        <>
          <p className="spoken" role="status">
            {search.trim() === '' ? '' : foundWords(found.length)}
          </p>
          <KeysGrid
            groups={groups}
            label={`Keys of ${market}`}
            now={now}
            showsDevice={order !== 'device'}
            whenEmpty={`No key matches “${search.trim()}”. Try a device, an assistant or the last four characters.`}
          />
        </>
      )}
    </>
  );
}
