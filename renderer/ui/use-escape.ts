import { useEffect } from 'react';

/** Escape does what the screen's Cancel does, wherever the focus is; a menu or a dialog above the screen takes it first. */
export function useEscape(cancel: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) cancel();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [cancel]);
}
