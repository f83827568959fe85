import type { ReactElement } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';

/** A masked field for something that must not be read over a shoulder; nothing offers to remember it. */
export const SecretField = (parts: {
  label: string;
  hint: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}): ReactElement => (
  <TextField
    className="text-field"
    type="password"
    autoComplete="off"
    autoFocus
    maxLength={500}
    value={parts.value}
    onChange={parts.onChange}
    isInvalid={parts.error !== undefined}
    validationBehavior="aria"
  >
    <Label>{parts.label}</Label>
    <Input spellCheck="false" placeholder="fm_org_…" />
    <Text slot="description" className="text-field-hint">
      {parts.hint}
    </Text>
    <FieldError className="text-field-error">{parts.error}</FieldError>
  </TextField>
);
