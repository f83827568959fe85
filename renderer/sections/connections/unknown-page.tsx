import type { ReactElement } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import type { Failure } from '../../../shared/failure.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';

/** The file that says what is connected can't be read: neither "connected" nor "not connected" is known. */
export const UnknownPage = ({ client, failure }: { client: ClientId; failure: Failure }): ReactElement => (
  <>
    <PageHead title={`It isn’t known whether ${clientShortNames[client]} is connected.`} />
    <FailureNotice failure={failure} client={client} />
  </>
);
