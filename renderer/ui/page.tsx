import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';

/**
 * A screen under the bar: its title is the answer, and names the window too. When the button that led here is
 * gone, and the focus with it, the title takes the focus, so that nobody has to look for the place again.
 */
export function PageHead(parts: { title: string; children?: ReactNode; tools?: ReactNode }): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${parts.title} · Convene Companion`;
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [parts.title]);
  return (
    <div className="head">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {parts.title}
        </h1>
        {parts.children && <div className="head-sub">{parts.children}</div>}
      </div>
      {parts.tools && <div className="head-tools">{parts.tools}</div>}
    </div>
  );
}
