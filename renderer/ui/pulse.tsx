import type { ReactElement } from 'react';
import { ProgressBar } from 'react-aria-components';

/** Three dots beside words that say what is waited for. */
export const Pulse = (): ReactElement => (
  <span className="pulse" aria-hidden="true">
    <i />
    <i />
    <i />
  </span>
);

/** Something under way whose end isn't known. */
export const Progress = ({ label }: { label: string }): ReactElement => (
  <ProgressBar className="progress" aria-label={label} isIndeterminate>
    <span aria-hidden="true">{label}</span>
    <span className="progress-track">
      <i />
    </span>
  </ProgressBar>
);
