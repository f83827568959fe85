import { type ReactElement, type ReactNode, useEffect } from 'react';

/** A screen under the bar: its title is the answer, and names the window too. */
export function PageHead(parts: { title: string; children?: ReactNode; tools?: ReactNode }): ReactElement {
  useEffect(() => {
    document.title = `${parts.title} · Convene Companion`;
  }, [parts.title]);
  return (
    <div className="head">
      <div>
        <h1>{parts.title}</h1>
        {parts.children && <div className="head-sub">{parts.children}</div>}
      </div>
      {parts.tools && <div className="head-tools">{parts.tools}</div>}
    </div>
  );
}
