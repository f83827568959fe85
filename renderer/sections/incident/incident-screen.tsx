import { type ReactElement, useEffect } from 'react';
import type { AccountView } from '../../../shared/account.ts';
import { organizationName } from '../../common/account-words.ts';
import { shownIncident } from '../../common/shown-incident.ts';
import { useIncident, useStores } from '../../store/use-stores.ts';
import { DoorsPage } from './doors-page.tsx';
import { IncidentPage } from './incident-page.tsx';
import { RevokeOnTheWeb } from './revoke-on-the-web.tsx';
import { ScanPage } from './scan-page.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** Lost or leaked: what is going on comes first, else the two doors. */
export function IncidentScreen({ account }: { account: Present }): ReactElement {
  const { incident } = useStores();
  const page = useIncident((state) => state.page);
  const shown = useIncident(shownIncident);
  const organizationId = account.state === 'signed-in' ? account.organizationId : undefined;
  useEffect(() => {
    if (organizationId !== undefined) void incident.loadAssets(organizationId);
  }, [incident, organizationId]);
  if (page?.on === 'scan') return <ScanPage />;
  if (shown) return <IncidentPage key={shown.id} incident={shown} />;
  if (account.state === 'pasted-key') return <RevokeOnTheWeb account={account} />;
  return <DoorsPage market={organizationName(account) ?? ''} organizationId={account.organizationId} />;
}
