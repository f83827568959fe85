import type { ReactElement } from 'react';
import type { Failure } from '../../../shared/failure.ts';
import { asOfText } from '../../../shared/wording/dates.ts';
import { failureMessage } from '../../../shared/wording/failures.ts';

/** There is no network, or nothing more is known than that Convene can’t be reached. */
const isOffline = ({ code, reason = 'no-network' }: Failure): boolean =>
  code === 'offline' && reason === 'no-network';

/** The list is the last one that Convene gave; why there is no newer one. */
export function StaleNote({
  failure,
  asOf,
  now,
}: {
  failure: Failure;
  asOf: string;
  now: Date;
}): ReactElement {
  const list = `This list is from ${asOfText(new Date(asOf), now)}.`;
  return (
    <div className="list-note" role="status">
      <p>
        <b>{isOffline(failure) ? 'You’re offline.' : failureMessage(failure).title}</b> {list}
      </p>
    </div>
  );
}
