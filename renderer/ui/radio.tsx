import { createContext, type ReactElement, type ReactNode, useContext, useId } from 'react';

interface Group {
  readonly name: string;
  readonly value: string | undefined;
  readonly isDisabled: boolean;
  readonly onChange: (value: string) => void;
}

const GroupContext = createContext<Group>({
  name: '',
  value: undefined,
  isDisabled: true,
  onChange: () => {},
});

/** Choices of which one is meant, with the system's own buttons. Nothing is chosen before the person does. */
export function RadioList(parts: {
  label: string;
  value: string | undefined;
  isDisabled?: boolean;
  onChange: (value: string) => void;
  children: ReactNode;
}): ReactElement {
  const { value, isDisabled = false, onChange } = parts;
  return (
    <div className="radio-list" role="radiogroup" aria-label={parts.label}>
      <GroupContext value={{ name: useId(), value, isDisabled, onChange }}>{parts.children}</GroupContext>
    </div>
  );
}

export function RadioRow(parts: {
  value: string;
  title: ReactNode;
  detail: ReactNode;
  aside?: ReactNode;
  isDisabled?: boolean;
}): ReactElement {
  const group = useContext(GroupContext);
  return (
    <label className="radio-row">
      <input
        type="radio"
        className="system-control"
        name={group.name}
        checked={group.value === parts.value}
        disabled={group.isDisabled || (parts.isDisabled ?? false)}
        onChange={() => group.onChange(parts.value)}
      />
      <span>
        <span className="radio-title">{parts.title}</span>{' '}
        <span className="radio-detail">{parts.detail}</span>
      </span>
      {parts.aside && <span className="radio-aside">{parts.aside}</span>}
    </label>
  );
}
