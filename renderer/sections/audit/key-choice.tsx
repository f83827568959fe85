import { type ReactElement, useMemo, useState } from 'react';
import { Button as AriaButton, ComboBox, Input, ListBox, ListBoxItem } from 'react-aria-components';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';

/** Keys in the list at once; more are found by typing. */
const mostChoices = 50;

/** Any of ten thousand keys, by some letters of its name or its hint. */
export function KeyChoice(parts: {
  keys: readonly KeyView[];
  chosen: string | undefined;
  onChoose: (keyId: string | undefined) => void;
}): ReactElement {
  const chosen = parts.keys.find(({ id }) => id === parts.chosen);
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? chosen?.name ?? '';
  const choices = useMemo(() => {
    const wanted = (typed ?? '').toLocaleLowerCase('en-US');
    return parts.keys
      .filter(({ name, tokenHint }) => `${name} ${tokenHint}`.toLocaleLowerCase('en-US').includes(wanted))
      .slice(0, mostChoices);
  }, [parts.keys, typed]);
  return (
    <ComboBox
      className="audit-key"
      aria-label="Key"
      items={choices}
      inputValue={shown}
      selectedKey={chosen?.id ?? null}
      menuTrigger="focus"
      onInputChange={(text) => {
        setTyped(text);
        if (text === '' && parts.chosen !== undefined) parts.onChoose(undefined);
      }}
      onSelectionChange={(id) => {
        setTyped(undefined);
        if (id !== null) parts.onChoose(String(id));
      }}
      onBlur={() => setTyped(undefined)}
    >
      <div className="audit-key-field">
        <Input placeholder="Any key" />
        <AriaButton>
          <Icon name="down" />
        </AriaButton>
      </div>
      <Popover className="audit-key-list">
        <ListBox className="menu">
          {(key: KeyView) => (
            <ListBoxItem id={key.id} textValue={key.name} className="menu-item">
              <Icon name="check" />
              <span>
                {key.name} <span className="quiet">{key.tokenHint}</span>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
