import type { ReactElement } from 'react';
import { Input, Label, Text, TextField } from 'react-aria-components';

/** One line of text that a person types. */
export const TextLine = (parts: {
  label: string;
  hint: string;
  value: string;
  longest: number;
  onChange: (value: string) => void;
}): ReactElement => (
  <TextField
    className="text-field"
    autoComplete="off"
    autoFocus
    maxLength={parts.longest}
    value={parts.value}
    onChange={parts.onChange}
  >
    <Label>{parts.label}</Label>
    <Input spellCheck="false" />
    <Text slot="description" className="text-field-hint">
      {parts.hint}
    </Text>
  </TextField>
);
