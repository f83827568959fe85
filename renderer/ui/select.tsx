import type { ReactElement } from 'react';
import { Select as AriaSelect, Button, ListBox, ListBoxItem, SelectValue } from 'react-aria-components';
import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';

/** One of a few choices. */
export const Select = <Choice extends string>(parts: {
  label: string;
  choices: readonly Choice[];
  words: (choice: Choice) => string;
  value: Choice;
  onChange: (choice: Choice) => void;
}): ReactElement => (
  <AriaSelect
    aria-label={parts.label}
    value={parts.value}
    onChange={(chosen) => {
      const choice = parts.choices.find((one) => one === chosen);
      if (choice) parts.onChange(choice);
    }}
  >
    <Button className="select-button">
      <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
      <Icon name="down" />
    </Button>
    <Popover>
      <ListBox className="menu">
        {parts.choices.map((choice) => (
          <ListBoxItem key={choice} id={choice} textValue={parts.words(choice)} className="menu-item">
            <Icon name="check" />
            <span>{parts.words(choice)}</span>
          </ListBoxItem>
        ))}
      </ListBox>
    </Popover>
  </AriaSelect>
);
