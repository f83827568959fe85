import type { ReactElement } from 'react';
import type { Failure } from '../../shared/failure.ts';
import { FailureNotice } from '../ui/failure-notice.tsx';

/** The page without the Companion behind it, for example opened in a browser. */
export const OutsideNotice = ({ failure }: { failure: Failure }): ReactElement => (
  <main className="main">
    <FailureNotice failure={failure} />
  </main>
);
