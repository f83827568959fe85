import type { ReactElement, ReactNode } from 'react';
import { Icon } from './icon.tsx';

export type StepStatus = 'waiting' | 'working' | 'done' | 'needs-you' | 'failed';

const spoken: Readonly<Record<StepStatus, string>> = {
  waiting: 'Waiting: ',
  working: 'Working: ',
  done: 'Done: ',
  'needs-you': 'Needs you: ',
  failed: 'Failed: ',
};

/** One step in an ordered list of steps; `children` is what to do when it needs the person. */
export const Step = (parts: {
  number: number;
  status: StepStatus;
  title: string;
  detail: string;
  when?: ReactNode;
  children?: ReactNode;
}): ReactElement => (
  <li
    className={`step step-${parts.status}`}
    aria-current={parts.status === 'waiting' || parts.status === 'done' ? undefined : 'step'}
  >
    <span className="step-sign" aria-hidden="true">
      <StepSign status={parts.status} number={parts.number} />
    </span>
    <div>
      <h3>
        <span className="spoken">{spoken[parts.status]}</span>
        {parts.title}
      </h3>
      <p className="step-detail">{parts.detail}</p>
    </div>
    <span className="step-when">{parts.when}</span>
    {parts.children}
  </li>
);

function StepSign({ status, number }: { status: StepStatus; number: number }): ReactNode {
  if (status === 'done') return <Icon name="check" />;
  if (status === 'needs-you' || status === 'failed') return '!';
  return status === 'working' ? null : number;
}
