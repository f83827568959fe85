import type { ReactElement } from 'react';
import type { ScanView } from '../../../shared/scan.ts';
import { skippedWords, tallyWords } from './scan-words.ts';

/** How much was looked through, and what wasn't. */
export function ScanTotals({ view }: { view: Extract<ScanView, { state: 'ended' }> }): ReactElement {
  const skipped = skippedWords(view);
  return (
    <p className="scan-totals">
      Looked through: {tallyWords(view)}. {skipped} Keys inside zip files and other archives aren’t seen.
    </p>
  );
}
