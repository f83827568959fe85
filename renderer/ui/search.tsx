import { type ReactElement, useEffect, useRef } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { Icon } from './icon.tsx';

/** A search field that Ctrl+F or ⌘F goes to and Escape empties. */
export function Search(parts: {
  label: string;
  shortcut: string;
  value: string;
  onChange: (value: string) => void;
}): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const goTo = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', goTo);
    return () => window.removeEventListener('keydown', goTo);
  }, []);
  return (
    <SearchField className="search" aria-label={parts.label} value={parts.value} onChange={parts.onChange}>
      <Icon name="search" />
      <Input ref={input} placeholder={parts.label} maxLength={100} />
      <span className="search-shortcut" aria-hidden="true">
        {parts.shortcut}
      </span>
      <Button className="search-clear">
        <Icon name="close" />
      </Button>
    </SearchField>
  );
}
