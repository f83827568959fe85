import { type ReactElement, useMemo, useState } from 'react';
import { Collection, GridList, GridListHeader, GridListItem, GridListSection } from 'react-aria-components';
import type { KeysView } from '../../../shared/keys/key-view.ts';
import { groupKeys, isFound, type KeyGroup, type KeyOrder, keyOrders } from '../../model/group-keys.ts';
import { isWorking, type MarkedKey, markKey } from '../../model/key-mark.ts';
import { summarizeKeys } from '../../model/keys-summary.ts';
import { useKeys, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { deviceIcon, Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Search } from '../../ui/search.tsx';
import { Select } from '../../ui/select.tsx';
import { foundWords, orderWords, workingWords } from '../../wording/keys.ts';
import { focusKey } from './focus-key.ts';
import { KeyRow } from './key-row.tsx';
import { KeysEmpty } from './keys-empty.tsx';
import { KeysSub } from './keys-sub.tsx';
import { StaleNote } from './stale-note.tsx';
import { UnsettledAlarms } from './unsettled-alarms.tsx';

type Listed = Extract<KeysView, { state: 'listed' }>;

/** The list itself: by device, this one first, unless another order is chosen. */
export function KeysList({ view, market }: { view: Listed; market: string }): ReactElement {
  const { keys, about } = useStores();
  const work = useKeys((state) => state.work);
  const stillAccepted = useKeys((state) => state.stillAccepted);
  const now = useNow();
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<KeyOrder>('device');

  const marked = useMemo(() => {
    const unsettled = new Set(Object.keys(stillAccepted));
    return view.keys.map((key) => markKey(key, now, unsettled));
  }, [view.keys, now, stillAccepted]);
  const summary = useMemo(() => summarizeKeys(marked, view.deviceName), [marked, view.deviceName]);
  const found = useMemo(
    () => (search.trim() === '' ? marked : marked.filter((one) => isFound(one, search.trim()))),
    [marked, search],
  );
  const groups = useMemo(() => groupKeys(found, view.deviceName, order), [found, view.deviceName, order]);
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
                  value={search}
                  onChange={setSearch}
                />
                <Select
                  label="Order of the keys"
                  choices={keyOrders}
                  words={orderWords}
                  value={order}
                  onChange={setOrder}
                />
              </>
            )}
            <Button isPending={refreshing} onPress={() => void keys.refresh()}>
              <Icon name="refresh" />
              {refreshing ? 'Looking…' : 'Look again'}
            </Button>
          </>
        }
      >
        <KeysSub summary={summary} now={now} onGo={focusKey} />
      </PageHead>
      {view.stale && <StaleNote failure={view.stale} asOf={view.asOf} now={now} />}
      {failure && <FailureNotice failure={failure} />}
      <UnsettledAlarms keys={marked} />
      {view.keys.length === 0 ? (
        <KeysEmpty market={market} />
      ) : (
        <>
          <p className="spoken" role="status">
            {search.trim() === '' ? '' : foundWords(found.length)}
          </p>
          <GridList
            aria-label={`Keys of ${market}`}
            className="key-list"
            items={groups}
            selectionMode="none"
            keyboardNavigationBehavior="tab"
            dependencies={[now, order]}
            renderEmptyState={() => (
              <p className="key-list-empty">
                No key matches “{search.trim()}”. Try a device, an assistant or the last four characters.
              </p>
            )}
          >
            {(group: KeyGroup) => (
              <GridListSection id={group.id} className="key-group">
                <GridListHeader>
                  <GroupHead group={group} />
                </GridListHeader>
                <Collection
                  items={group.keys.map((one) => ({ id: one.key.id, one }))}
                  dependencies={[now, order]}
                >
                  {({ id, one }: { id: string; one: MarkedKey }) => (
                    <GridListItem id={id} textValue={one.key.name} className={`key-row key-row-${one.mark}`}>
                      <KeyRow one={one} now={now} showsDevice={order !== 'device'} />
                    </GridListItem>
                  )}
                </Collection>
              </GridListSection>
            )}
          </GridList>
        </>
      )}
    </>
  );
}

function GroupHead({ group }: { group: KeyGroup }): ReactElement {
  const working = group.keys.filter(isWorking).length;
  const icon =
    group.kind === 'no-device' ? 'no-device' : group.kind === 'all' ? 'list' : deviceIcon(group.title);
  return (
    <div className="key-group-head">
      <Icon name={icon} />
      <h2>{group.title}</h2>
      {group.kind === 'this-device' && <span className="here">This device</span>}
      <span className="quiet">
        {workingWords(working, group.keys.length)}
        {group.kind === 'no-device' && working > 0 && ', and nobody here has claimed '}
        {group.kind === 'no-device' && working > 0 && (working === 1 ? 'it' : 'them')}
      </span>
    </div>
  );
}
