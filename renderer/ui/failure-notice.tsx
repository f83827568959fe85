import type { ReactElement, ReactNode } from 'react';
import type { ClientId } from '../../shared/clients.ts';
import type { Failure } from '../../shared/failure.ts';
import { failureMessage } from '../../shared/wording/failures.ts';

/** What failed and what to do about it, with the buttons that do it. */
export function FailureNotice({
  failure,
  client,
  children,
}: {
  failure: Failure;
  /** The program that is meant where the failure doesn't say. */
  client?: ClientId;
  children?: ReactNode;
}): ReactElement {
  const { title, todo } = failureMessage(client ? { client, ...failure } : failure);
  return (
    <div className="fix" role="alert">
      <p>
        <b>{title}</b> {todo}
      </p>
      {children && <div className="actions">{children}</div>}
    </div>
  );
}
