import { type ReactElement, useEffect, useMemo, useState } from 'react';
import type { AccountView } from '../../shared/account.ts';
import { countUnconfirmed } from '../../shared/incident-count.ts';
import type { KeysView, KeyView } from '../../shared/keys/key-view.ts';
import { organizationName } from '../common/account-words.ts';
import { markKey } from '../common/key-mark.ts';
import { summarizeKeys } from '../common/keys-summary.ts';
import { listStateWords } from '../common/keys-words.ts';
import { OpenRevocations } from '../common/open-revocations.tsx';
import { shownIncident } from '../common/shown-incident.ts';
import { type Section, useSection } from '../common/use-section.ts';
import { useViewValue } from '../data/companion.tsx';
import { AccountMenu } from '../sections/account/account-menu.tsx';
import { RemindersDialog } from '../sections/account/reminders-dialog.tsx';
import { RenameDialog } from '../sections/account/rename-dialog.tsx';
import { SignOutDialog } from '../sections/account/sign-out-dialog.tsx';
import { AuditScreen } from '../sections/audit/audit-screen.tsx';
import { ConnectScreen } from '../sections/connections/connect-screen.tsx';
import { ContainmentDialog } from '../sections/incident/containment-dialog.tsx';
import { IncidentScreen } from '../sections/incident/incident-screen.tsx';
import { HandOverDialog } from '../sections/keys/handover-dialog.tsx';
import { KeysScreen } from '../sections/keys/keys-screen.tsx';
import { RotateDialog } from '../sections/keys/rotate-dialog.tsx';
import { useAccount, useConnect, useIncident, useKeys, useStores, useToday } from '../store/use-stores.ts';
import { useTerms } from '../store/use-terms.ts';
import { failureOf } from '../store/work.ts';
import { Bar, DemoMark, type Tab } from '../ui/bar.tsx';
import { FailureNotice } from '../ui/failure-notice.tsx';
import { Icon } from '../ui/icon.tsx';

type Present = Extract<AccountView, { state: 'signed-in' | 'pasted-key' }>;

/** The window of somebody who is in: the bar with its sections, and the section under it. */
export function AppShell({ view }: { view: Present }): ReactElement {
  const section = useSection();
  const [leaving, setLeaving] = useState(false);
  const [reminding, setReminding] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const urgent = useUrgentKeys();
  useOpenedFromElsewhere();
  const unconfirmed = useIncident((state) => countUnconfirmed(state.incidents));
  const shown = useIncident((state) => shownIncident(state)?.id);
  const deadConnections = useConnect(
    ({ clients }) => clients.filter(({ state }) => state === 'cut-off').length,
  );
  const toLookAt = (useViewValue('watch')?.findings.length ?? 0) + deadConnections;
  const failure = useAccount((state) => failureOf(state.work, 'choose'));
  const tabs: Tab[] = [
    {
      href: '#keys',
      label: 'Keys',
      current: section === 'keys',
      count: { number: view.state === 'signed-in' ? urgent : 0, words: 'need replacing' },
    },
    {
      href: '#connect',
      label: 'Connect',
      current: section === 'connect',
      count: { number: toLookAt, words: toLookAt === 1 ? 'thing to look at' : 'things to look at' },
    },
    {
      href: '#lost-or-leaked',
      label: 'Lost or leaked',
      current: section === 'lost-or-leaked',
      count: { number: unconfirmed, words: 'not confirmed' },
    },
    { href: '#audit', label: 'Audit', current: section === 'audit' },
  ];
  return (
    <div className="window">
      <Bar tabs={tabs}>
        {view.server.kind === 'demo' && <DemoMark />}
        {view.state === 'signed-in' && <ListState />}
        <AccountMenu
          view={view}
          onReminders={() => setReminding(true)}
          onRename={() => setRenaming(true)}
          onSignOut={() => setLeaving(true)}
        />
      </Bar>
      <main className="main">
        <OpenRevocations besides={section === 'lost-or-leaked' ? shown : undefined} />
        {failure && <FailureNotice failure={failure} />}
        <SectionContent section={section} account={view} />
      </main>
      <ContainmentDialog market={organizationName(view) ?? ''} />
      <HandOverDialog />
      <RotateDialog market={organizationName(view) ?? ''} />
      {reminding && (
        <RemindersDialog organization={organizationOf(view)} onClose={() => setReminding(false)} />
      )}
      {renaming && <RenameDialog onClose={() => setRenaming(false)} />}
      {leaving && <SignOutDialog view={view} onClose={() => setLeaving(false)} />}
    </div>
  );
}

function SectionContent({ section, account }: { section: Section; account: Present }): ReactElement {
  switch (section) {
    case 'connect':
      return <ConnectScreen account={account} />;
    case 'lost-or-leaked':
      return <IncidentScreen account={account} />;
    case 'audit':
      return <AuditScreen account={account} />;
    case 'keys':
      return <KeysScreen account={account} />;
  }
}

const requestedKeys = (view: KeysView, keyIds: readonly string[]): KeyView[] =>
  view.state === 'listed'
    ? view.keys.filter(({ id, revokedAt }) => keyIds.includes(id) && revokedAt === null)
    : [];

/** Goes where the tray, a notification or a confirmed incident leads. */
function useOpenedFromElsewhere(): void {
  const { connect, incident, keys } = useStores();
  const openRequest = useKeys((state) => state.openRequest);
  const page = useIncident((state) => state.page);
  useEffect(() => {
    if (!openRequest) return;
    if (openRequest.intent === 'incident') {
      keys.forgetOpenRequest();
      const open = incident.store.getState().incidents.find(({ closedAt }) => closedAt === null);
      if (open) incident.turnTo(open.id);
      return;
    }
    if (openRequest.intent === 'connect') {
      keys.forgetOpenRequest();
      connect.chooseCutOff();
      window.location.hash = '#connect';
      return;
    }
    if (openRequest.intent !== 'leak' && openRequest.intent !== 'lost') {
      window.location.hash = '#keys';
      return;
    }
    keys.forgetOpenRequest();
    incident.openDoor(openRequest.intent);
    const meant = requestedKeys(keys.store.getState().view, openRequest.keyIds);
    if (openRequest.intent === 'leak' && meant.length > 0) incident.askAboutLeak(meant);
  }, [openRequest, connect, incident, keys]);
  useEffect(() => {
    if (page) window.location.hash = '#lost-or-leaked';
  }, [page]);
}

const organizationOf = (view: Present): { id: string; name: string } | undefined =>
  view.state === 'signed-in'
    ? view.organizations.find(({ id }) => id === view.organizationId)
    : view.organization;

/** Of when the list is. It claims nothing of now: what another part asks may fail in this moment. */
function ListState(): ReactElement | null {
  const view = useKeys((state) => state.view);
  if (view.state !== 'listed') return null;
  return (
    <span className="bar-state">
      <Icon name={view.stale ? 'offline' : 'online'} />
      {listStateWords(view)}
    </span>
  );
}

function useUrgentKeys(): number {
  const view = useKeys((state) => state.view);
  const now = useToday();
  const termOf = useTerms(view.state === 'listed' ? view.organizationId : '');
  return useMemo(() => {
    if (view.state !== 'listed') return 0;
    const marked = view.keys.map((key) => markKey(key, now, termOf(key.id)));
    return summarizeKeys(marked, view.deviceName).urgent;
  }, [view, now, termOf]);
}
