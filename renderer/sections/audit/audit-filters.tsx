import { memo, type ReactElement, useEffect, useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { auditActions, auditOutcomes } from '../../../shared/audit/actions.ts';
import type { AuditFilter } from '../../../shared/audit/view.ts';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { auditAddress, isFiltered } from '../../common/audit-address.ts';
import { calendarDate } from '../../common/plot-window.ts';
import { useKeys, useStores } from '../../store/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';
import { Search } from '../../ui/search.tsx';
import { Select } from '../../ui/select.tsx';
import { DayFilter } from './day-filter.tsx';
import { KeyChoice } from './key-choice.tsx';

/** Milliseconds without another letter after which is looked for. */
const typedMs = 300;

const goTo = (filter: AuditFilter): void => {
  window.location.hash = auditAddress(filter);
};

/** Every filter stands in the window's address, so that Back undoes it. */
export const AuditFilters = memo(function AuditFilters({
  filter,
  now,
}: {
  filter: AuditFilter;
  now: Date;
}): ReactElement {
  const today = calendarDate(now);
  const platform = useStores().about.getState().about?.platform;
  const list = useKeys((state) => state.view);
  const keys = list.state === 'listed' ? list.keys : [];
  const people = useMemo(() => peopleOf(keys), [keys]);
  const set = (part: Partial<Record<keyof AuditFilter, string | undefined>>): void =>
    goTo({ ...filter, ...part } as AuditFilter);
  return (
    <search className="audit-filters" aria-label="Filters">
      <Find
        text={filter.text ?? ''}
        shortcut={platform === 'mac' ? '⌘F' : 'Ctrl F'}
        onFind={(text) => set({ text: text || undefined })}
      />
      <KeyChoice keys={keys} chosen={filter.keyId} onChoose={(keyId) => set({ keyId })} />
      <Select
        label="Person"
        choices={['', ...people.map(({ id }) => id)]}
        words={(id) => people.find((one) => one.id === id)?.name ?? 'Any person'}
        value={filter.personId ?? ''}
        onChange={(personId) => set({ personId: personId || undefined })}
      />
      <Select
        label="Action"
        choices={['', ...auditActions.map(({ action }) => action)]}
        words={(action) => auditActions.find((one) => one.action === action)?.label ?? 'Any action'}
        value={filter.action ?? ''}
        onChange={(action) => set({ action: action || undefined })}
      />
      <Select
        label="Outcome"
        choices={['', ...auditOutcomes.map(({ outcome }) => outcome)]}
        words={(outcome) => auditOutcomes.find((one) => one.outcome === outcome)?.label ?? 'Any outcome'}
        value={filter.outcome ?? ''}
        onChange={(outcome) => set({ outcome: outcome || undefined })}
      />
      <DayFilter filter={filter} today={today} onChange={set} />
      {filter.address && (
        <AriaButton className="audit-chip" onPress={() => set({ address: undefined })}>
          From {filter.address}
          <Icon name="close" />
          <span className="spoken">, take out</span>
        </AriaButton>
      )}
      {isFiltered(filter) && <a href={auditAddress({})}>Clear</a>}
    </search>
  );
});

function peopleOf(keys: readonly KeyView[]): { id: string; name: string }[] {
  const people = new Map(keys.map(({ createdBy }) => [createdBy.id, createdBy.name]));
  return [...people]
    .map(([id, name]) => ({ id, name }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Looked for once nobody has typed for a moment. */
function Find(parts: { text: string; shortcut: string; onFind: (text: string) => void }): ReactElement {
  const [typed, setTyped] = useState(parts.text);
  const [last, setLast] = useState(parts.text);
  // Back, or a cleared filter, shows in the field.
  if (last !== parts.text) {
    setLast(parts.text);
    setTyped(parts.text);
  }
  const { onFind, text } = parts;
  useEffect(() => {
    if (typed === text) return;
    const waiting = setTimeout(() => onFind(typed), typedMs);
    return () => clearTimeout(waiting);
  }, [typed, text, onFind]);
  return <Search label="Find in the log" shortcut={parts.shortcut} value={typed} onChange={setTyped} />;
}
