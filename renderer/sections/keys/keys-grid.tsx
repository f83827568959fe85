import type { KeyboardEvent, ReactElement } from 'react';
import {
  Collection,
  GridList,
  GridListHeader,
  GridListItem,
  GridListSection,
  ListLayout,
  Virtualizer,
} from 'react-aria-components';
import type { KeyGroup } from '../../common/group-keys.ts';
import { isWorking, type MarkedKey } from '../../common/key-mark.ts';
import { workingWords } from '../../common/keys-words.ts';
import { deviceIcon, Icon } from '../../ui/icon.tsx';
import { KeyRow } from './key-row.tsx';
import { LostDevice } from './lost-device.tsx';

interface GridProps {
  readonly groups: readonly KeyGroup[];
  readonly label: string;
  readonly now: Date;
  readonly showsDevice: boolean;
  readonly whenEmpty: string;
}

/** Beyond so many rows only those in view are drawn; below, all are, which suits screen readers better. */
const mostWholeRows = 150;
export const drawsAllRows = (rows: number): boolean => rows <= mostWholeRows;

const layout = { estimatedRowSize: 60, estimatedHeadingSize: 60 };

/** The keys as a grid of rows in sections, walked with the arrow keys. */
export function KeysGrid(parts: GridProps): ReactElement {
  const rows = parts.groups.reduce((sum, { keys }) => sum + keys.length, 0);
  return (
    <div onKeyDownCapture={tabThroughHeadings}>
      {drawsAllRows(rows) ? (
        <Grid {...parts} />
      ) : (
        <Virtualizer layout={ListLayout} layoutOptions={layout}>
          <Grid {...parts} />
        </Virtualizer>
      )}
    </div>
  );
}

/**
 * A grid is left by Tab after the last button of a row, and its headings are no rows, so their buttons would never be reached:
 * Tab goes to the next heading’s button, if there is one, and Shift and Tab from there to what stands before it.
 */
function tabThroughHeadings(event: KeyboardEvent<HTMLDivElement>): void {
  const from = event.target;
  if (event.key !== 'Tab' || !(from instanceof HTMLElement)) return;
  const inHeading = from.closest('.key-group-head') !== null;
  if (event.shiftKey) {
    if (inHeading) event.stopPropagation();
    return;
  }
  const inRow = [...(from.closest('[role="row"]')?.querySelectorAll('button, a[href]') ?? [])];
  const rowGoesOn = !inHeading && from !== inRow.at(-1) && inRow.length > 0;
  if (rowGoesOn) return;
  const next = [...event.currentTarget.querySelectorAll<HTMLElement>('.key-group-head button')].find(
    (button) => from.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

const Grid = ({ groups, label, now, showsDevice, whenEmpty }: GridProps): ReactElement => (
  <GridList
    aria-label={label}
    className="key-list"
    items={groups}
    selectionMode="none"
    keyboardNavigationBehavior="tab"
    dependencies={[now, showsDevice]}
    renderEmptyState={() => <p className="key-list-empty">{whenEmpty}</p>}
  >
    {(group: KeyGroup) => (
      <GridListSection id={group.id} className="key-group">
        <GridListHeader className={group === groups[0] ? 'key-group-first' : 'key-group-next'}>
          <GroupHead group={group} />
        </GridListHeader>
        <Collection items={group.keys} dependencies={[now, showsDevice]}>
          {(one: MarkedKey) => (
            <GridListItem
              textValue={one.view.name}
              allowsArrowNavigation
              className={`key-row key-row-${one.mark}`}
            >
              <KeyRow one={one} now={now} showsDevice={showsDevice} />
            </GridListItem>
          )}
        </Collection>
      </GridListSection>
    )}
  </GridList>
);

function GroupHead({ group }: { group: KeyGroup }): ReactElement {
  const working = group.keys.filter(isWorking).length;
  const unclaimed = group.kind === 'no-device' && working > 0;
  const icon =
    group.kind === 'no-device' ? 'no-device' : group.kind === 'all' ? 'list' : deviceIcon(group.title);
  return (
    <div className="key-group-head">
      <Icon name={icon} />
      <h2>{group.title}</h2>
      {group.kind === 'this-device' && <span className="here">This device</span>}
      <span className="quiet">
        {workingWords(working, group.keys.length)}
        {unclaimed && `, and nobody here has claimed ${working === 1 ? 'it' : 'them'}`}
      </span>
      {group.kind === 'device' && working > 0 && (
        <LostDevice device={group.title} keys={group.keys.filter(isWorking)} />
      )}
    </div>
  );
}
