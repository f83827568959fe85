import type { ReactElement, ReactNode } from 'react';

/** The system's own box, so that its state is told in forced colors too. */
export const Checkbox = (parts: {
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (selected: boolean) => void;
  children: ReactNode;
}): ReactElement => (
  <label className="check">
    <input
      type="checkbox"
      className="system-control"
      checked={parts.isSelected}
      disabled={parts.isDisabled ?? false}
      onChange={({ currentTarget }) => parts.onChange(currentTarget.checked)}
    />
    <span>{parts.children}</span>
  </label>
);
