import type { ReactElement, ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components';
import { Icon } from './icon.tsx';

export const Checkbox = (parts: {
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (selected: boolean) => void;
  children: ReactNode;
}): ReactElement => (
  <AriaCheckbox
    className="check"
    isSelected={parts.isSelected}
    isDisabled={parts.isDisabled ?? false}
    onChange={parts.onChange}
  >
    <span className="check-box">
      <Icon name="check" />
    </span>
    <span>{parts.children}</span>
  </AriaCheckbox>
);
