import type { ReactElement, ReactNode } from 'react';
import { StatusShape } from './status-mark.tsx';

/** Something that may still be live and isn't settled: hatched, dashed, and said at once. */
export const Alarm = (parts: { title: string; children: ReactNode; actions?: ReactNode }): ReactElement => (
  <section className={parts.actions ? 'alarm' : 'alarm alarm-plain'} role="alert">
    <div>
      <h2>
        <StatusShape mark="not-confirmed" />
        {parts.title}
      </h2>
      {parts.children}
    </div>
    {parts.actions && <div className="actions">{parts.actions}</div>}
  </section>
);
