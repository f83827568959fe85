import { type ReactElement, useEffect, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { AuditFilter } from '../../../shared/audit/view.ts';
import { Select } from '../../ui/select.tsx';
import { type DayChoice, dayChoiceOf, dayChoices, daysOf } from './day-choice.ts';

const words: Readonly<Record<DayChoice, string>> = {
  any: 'Any day',
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
  quarter: 'Last 90 days',
  other: 'Other days',
};

/** The usual choices of days, and two fields for all others. */
export function DayFilter(parts: {
  filter: AuditFilter;
  /** As a calendar day. */
  today: string;
  onChange: (days: { from?: string | undefined; until?: string | undefined }) => void;
}): ReactElement {
  const { filter, today, onChange } = parts;
  const inAddress = dayChoiceOf(filter, today);
  const [choice, setChoice] = useState(inAddress);
  const [last, setLast] = useState(inAddress);
  // Back and a cleared filter show here; while days are typed in, the fields stay.
  if (last !== inAddress) {
    setLast(inAddress);
    if (choice !== 'other' || inAddress === 'any') setChoice(inAddress);
  }
  return (
    <>
      <Select
        label="Days"
        choices={dayChoices}
        words={(one) => words[one]}
        value={choice}
        onChange={(chosen) => {
          setChoice(chosen);
          onChange(daysOf(chosen, today, filter));
        }}
      />
      {choice === 'other' && (
        <>
          <Day label="From" value={filter.from} onChange={(from) => onChange({ from })} />
          <Day label="Until" value={filter.until} onChange={(until) => onChange({ until })} />
        </>
      )}
    </>
  );
}

/** While a year is being typed, the field holds years like 0002. */
const earliest = '2000-01-01';

function Day(parts: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}): ReactElement {
  const [typed, setTyped] = useState(parts.value ?? '');
  // Back, or a day chosen in the plot, shows in the field.
  useEffect(() => setTyped(parts.value ?? ''), [parts.value]);
  return (
    <TextField
      className="audit-day"
      type="date"
      value={typed}
      onChange={(day) => {
        setTyped(day);
        if (day === '' || day >= earliest) parts.onChange(day || undefined);
      }}
    >
      <Label>{parts.label}</Label>
      <Input />
    </TextField>
  );
}
