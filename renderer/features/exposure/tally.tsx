import type { ReactElement } from 'react';
import type { ExposureView } from '../../../shared/exposure.ts';
import { skippedWords, tallyWords } from '../../wording/exposure.ts';

/** How much was looked through, and what wasn't. */
export function Tally({ view }: { view: Extract<ExposureView, { state: 'ended' }> }): ReactElement {
  const skipped = skippedWords(view);
  return (
    <p className="exposure-tally">
      Looked through: {tallyWords(view)}. {skipped}
    </p>
  );
}
