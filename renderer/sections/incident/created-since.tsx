import { type ReactElement, useState } from 'react';
import type { IncidentView } from '../../../shared/incident.ts';
import { formatMoment } from '../../../shared/wording/dates.ts';
import { useIncident, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { createdSinceWords } from './created-since-words.ts';

/** A stolen sign-in can make keys: what was made since is shown, and goes with one confirmation. */
export function CreatedSince({ incident: view }: { incident: IncidentView }): ReactElement | null {
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const { keys, sessions } = view.createdSince;
  if (keys.length + sessions.length === 0) return null;
  const words = createdSinceWords(keys.length, sessions.length);
  return (
    <section className="made-since" aria-labelledby="made-since" role="alert">
      <div>
        <h2 id="made-since">{words.title}</h2>
        <p>{words.detail}</p>
        <ul>
          {keys.map(({ id, name, tokenHint, createdAt }) => (
            <li key={id}>
              <b>{name}</b> {tokenHint}, made {formatMoment(new Date(createdAt), now)}
            </li>
          ))}
          {sessions.map(({ id, deviceName, createdAt }) => (
            <li key={id}>
              <b>Convene Companion on {deviceName}</b>, signed in {formatMoment(new Date(createdAt), now)}
            </li>
          ))}
        </ul>
      </div>
      <div className="actions">
        <Button look="danger" onPress={() => setAsking(true)}>
          {words.button}
        </Button>
      </div>
      {asking && <CreatedSinceDialog incident={view} onClose={() => setAsking(false)} />}
    </section>
  );
}

function CreatedSinceDialog(parts: { incident: IncidentView; onClose: () => void }): ReactElement {
  const { incident } = useStores();
  const work = useIncident((state) => state.work);
  const { id, createdSince } = parts.incident;
  const words = createdSinceWords(createdSince.keys.length, createdSince.sessions.length);
  const busy = isRunning(work, 'cut-off');
  const failure = failureOf(work, 'cut-off');
  const contain = async (): Promise<void> => {
    const answer = await incident.contain(
      id,
      createdSince.keys.map((key) => key.id),
      createdSince.sessions.map((session) => session.id),
    );
    if (answer.ok) parts.onClose();
  };
  return (
    <Dialog
      alert
      title={words.question}
      description="They stop working at once, and that can’t be undone. If one of them is yours, you’ll have to make it again."
      onClose={busy ? undefined : parts.onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={parts.onClose}>
            Not now
          </Button>
          <Button size="large" look="danger" isPending={busy} onPress={() => void contain()}>
            {words.yes}
          </Button>
        </>
      }
    >
      <ul className="cut-off-names" aria-label="What is cut off">
        {createdSince.keys.map((key) => (
          <li key={key.id}>
            <b>{key.name}</b> <span>{key.tokenHint}</span>
          </li>
        ))}
        {createdSince.sessions.map((session) => (
          <li key={session.id}>
            <b>Convene Companion on {session.deviceName}</b> <span>signed out</span>
          </li>
        ))}
      </ul>
      {failure && <FailureNotice failure={failure} />}
    </Dialog>
  );
}
