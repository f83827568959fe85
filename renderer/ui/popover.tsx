import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { Popover as AriaPopover, type PopoverProps } from 'react-aria-components';

/** Pointers that are pressed now. A press that opens a popover began before the popover was there to see it. */
const pressed = new Set<number>();
const ends = ['pointerup', 'pointercancel'] as const;
document.addEventListener('pointerdown', ({ pointerId }) => pressed.add(pointerId), { capture: true });
for (const end of ends)
  document.addEventListener(end, ({ pointerId }) => pressed.delete(pointerId), { capture: true });

/**
 * A menu or a list above the page. It can be pressed only after the press that opened it has ended and it stands in its place:
 * before that it lies over its own button for some milliseconds, and what was under the pointer would be chosen.
 */
export function Popover(parts: {
  className?: string;
  placement?: PopoverProps['placement'];
  children: ReactNode;
}): ReactElement {
  const { className = '', placement, children } = parts;
  return (
    <AriaPopover className={`popover ${className}`.trimEnd()} {...(placement ? { placement } : {})}>
      {({ placement: placed }) => <Pressable placed={placed !== null}>{children}</Pressable>}
    </AriaPopover>
  );
}

function Pressable({ placed, children }: { placed: boolean; children: ReactNode }): ReactElement {
  const pressEnded = usePressEnded();
  return <div className={placed && pressEnded ? undefined : 'not-pressable'}>{children}</div>;
}

/** Whether every press that went on when this was shown has ended. */
function usePressEnded(): boolean {
  const [ended, setEnded] = useState(pressed.size === 0);
  useEffect(() => {
    const look = (): void => setEnded(pressed.size === 0);
    look();
    for (const end of ends) document.addEventListener(end, look);
    return () => {
      for (const end of ends) document.removeEventListener(end, look);
    };
  }, []);
  return ended;
}
