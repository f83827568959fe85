import type { ReactElement, ReactNode } from 'react';
import { Radio as AriaRadio, RadioGroup as AriaRadioGroup } from 'react-aria-components';

/** Choices of which one is meant. Nothing is chosen before the person does. */
export const RadioList = (parts: {
  label: string;
  value: string | undefined;
  isDisabled?: boolean;
  onChange: (value: string) => void;
  children: ReactNode;
}): ReactElement => (
  <AriaRadioGroup
    className="radio-list"
    aria-label={parts.label}
    value={parts.value ?? null}
    isDisabled={parts.isDisabled ?? false}
    onChange={parts.onChange}
  >
    {parts.children}
  </AriaRadioGroup>
);

export const RadioRow = (parts: {
  value: string;
  title: ReactNode;
  detail: ReactNode;
  aside?: ReactNode;
  isDisabled?: boolean;
}): ReactElement => (
  <AriaRadio className="radio-row" value={parts.value} isDisabled={parts.isDisabled ?? false}>
    <span className="radio-dot" aria-hidden="true" />
    <span className="radio-words">
      <span className="radio-title">{parts.title}</span> <span className="radio-detail">{parts.detail}</span>
    </span>
    {parts.aside && <span className="radio-aside">{parts.aside}</span>}
  </AriaRadio>
);
