import { type ReactElement, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { type ClientId, clientNames } from '../../../shared/clients.ts';
import type { ClientView } from '../../../shared/connect-view.ts';
import { useViewValue } from '../../data/companion.tsx';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { Icon } from '../../ui/icon.tsx';
import { StatusShape } from '../../ui/status-mark.tsx';
import { markProgram, type ProgramMark, programMarkWords } from './programs-words.ts';

const shapes: Readonly<Record<ProgramMark, Parameters<typeof StatusShape>[0]['mark']>> = {
  connected: 'fresh',
  connecting: 'due-soon',
  'not-connected': 'never-used',
  'not-found': 'never-used',
  'look-here': 'overdue',
  unknown: 'due-soon',
};

/** Which program this is about: those that are here, and the others behind a button. */
export function Programs(): ReactElement {
  const { connect } = useStores();
  const clients = useConnect((state) => state.clients);
  const chosen = useConnect((state) => state.client);
  const findings = useViewValue('watch')?.findings ?? [];
  const [all, setAll] = useState(false);
  // What was installed since the start is found when the page is looked at.
  useEffect(() => void connect.loadClients(), [connect]);
  const isNear = ({ client, installed, state }: ClientView): boolean =>
    client === 'claude-desktop' || client === chosen || installed || state !== 'not-connected';
  const near = clients.filter(isNear);
  const others = clients.filter((view) => !isNear(view));
  const countOf = (client: ClientId): number =>
    findings.filter((finding) => finding.client === client).length;
  return (
    <nav className="programs" aria-label="Programs">
      {(all ? clients : near).map((view) => (
        <Program
          key={view.client}
          view={view}
          mark={markProgram(view, countOf(view.client))}
          isChosen={view.client === chosen}
          onChoose={() => connect.choose(view.client)}
        />
      ))}
      {(all || others.length > 0) && (
        <Button className="program program-more" aria-expanded={all} onPress={() => setAll(!all)}>
          {all ? 'Fewer programs' : 'Other programs'}
          <Icon name="down" />
        </Button>
      )}
    </nav>
  );
}

const Program = (parts: {
  view: ClientView;
  mark: ProgramMark;
  isChosen: boolean;
  onChoose: () => void;
}): ReactElement => (
  <Button
    className={`program program-${parts.mark}`}
    {...(parts.isChosen ? { 'aria-current': 'true' as const } : {})}
    onPress={parts.onChoose}
  >
    <StatusShape mark={shapes[parts.mark]} />
    <span>
      {clientNames[parts.view.client]}
      <span className="spoken">, </span>
      <span className="program-state">{programMarkWords(parts.mark)}</span>
    </span>
  </Button>
);
