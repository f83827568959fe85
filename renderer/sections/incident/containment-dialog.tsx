import type { ReactElement } from 'react';
import { marketGap } from '../../../shared/wording/incident-markets.ts';
import { listed } from '../../../shared/wording/numbers.ts';
import {
  type AskedKey,
  type AskedSession,
  askedKey,
  type ContainmentRequest,
} from '../../store/incident-store.ts';
import { useIncident, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { deviceConfirmation, leakConfirmation } from './incident-words.ts';

/** The one question of an incident. It names every key, and starts on the safe choice. */
export function ContainmentDialog({ market }: { market: string }): ReactElement | null {
  const { incident, keys: keysStore } = useStores();
  const confirming = useIncident((state) => state.confirming);
  const work = useIncident((state) => state.work);
  if (!confirming) return null;
  const busy = isRunning(work, 'begin');
  const failure = failureOf(work, 'begin');
  const words = wordsOf(confirming, market);
  const leave = busy ? undefined : incident.leave;
  return (
    <Dialog
      alert
      title={words.title}
      description={words.consequences}
      onClose={leave}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={incident.leave}>
            Not now
          </Button>
          <Button
            size="large"
            look="danger"
            isDisabled={chosenOf(confirming).length === 0}
            isPending={busy}
            onPress={() => void incident.begin()}
          >
            {words.yes}
          </Button>
        </>
      }
    >
      <Named asked={confirming} />
      <ByEnding keys={confirming.keys.filter(({ byEnding }) => byEnding)} />
      {confirming.markets
        ?.flatMap((one) => marketGap(one, confirming.device) ?? [])
        .map(({ title, detail }) => (
          <p key={title} className="door-note">
            <b>{title}</b> {detail}
          </p>
        ))}
      {busy && <Progress label="Revoking it all at once" />}
      {failure && (
        <FailureNotice failure={failure}>
          <Button onPress={() => void keysStore.openKeysPage()}>
            <Icon name="out" />
            Revoke on the web
          </Button>
        </FailureNotice>
      )}
    </Dialog>
  );
}

/** What isn't known by the whole key. */
function ByEnding({ keys }: { keys: readonly AskedKey[] }): ReactElement | null {
  if (keys.length === 0) return null;
  const names = [...new Set(keys.map(({ name }) => `“${name}”`))];
  return (
    <p className="door-note">
      <b>Told by the last four characters only.</b> The whole key of {listed(names)} wasn’t there, or couldn’t
      be tried.
    </p>
  );
}

const chosenOf = ({ keys, sessions, spared }: ContainmentRequest): readonly unknown[] => [
  ...keys.filter((key) => !spared.has(askedKey('key', key))),
  ...sessions.filter((session) => !spared.has(askedKey('session', session))),
];

function wordsOf(asked: ContainmentRequest, market: string) {
  const { device, thisOne, keys, sessions, spared, markets } = asked;
  if (device === undefined)
    return leakConfirmation(
      keys.map(({ name }) => name),
      listed([...new Set(keys.map((key) => key.market ?? market))]),
    );
  return deviceConfirmation({
    device,
    thisOne,
    keys: keys.filter((key) => !spared.has(askedKey('key', key))).length,
    sessions: sessions.filter((session) => !spared.has(askedKey('session', session))).length,
    markets: markets?.map(({ name }) => name) ?? [market],
  });
}

/** Everything that would be cut off, by market where there are several. */
function Named({ asked }: { asked: ContainmentRequest }): ReactElement {
  const { keys, sessions, markets = [] } = asked;
  const several = markets.length > 1 ? markets : [];
  if (several.length === 0)
    return <Names asked={asked} keys={keys} sessions={sessions} label="What is cut off" />;
  return (
    <>
      {several.map(({ id, name }) => {
        const here = ({ marketId }: AskedSession): boolean => marketId === id;
        if (!keys.some(here) && !sessions.some(here)) return null;
        return (
          <section key={id} className="cut-off-market" aria-label={name}>
            <h3>{name}</h3>
            <Names
              asked={asked}
              keys={keys.filter(here)}
              sessions={sessions.filter(here)}
              label={`What is cut off of ${name}`}
            />
          </section>
        );
      })}
    </>
  );
}

function Names(parts: {
  asked: ContainmentRequest;
  keys: readonly AskedKey[];
  sessions: readonly AskedSession[];
  label: string;
}): ReactElement {
  const { asked, keys, sessions, label } = parts;
  return (
    <ul className="cut-off-names" aria-label={label}>
      {keys.map((key) => (
        <Name
          key={askedKey('key', key)}
          one={askedKey('key', key)}
          asked={asked}
          person={key.person}
          name={key.name}
          aside={asked.kind === 'leak' && key.market ? `${key.market}, ${key.tokenHint}` : key.tokenHint}
        />
      ))}
      {sessions.map((session) => (
        <Name
          key={askedKey('session', session)}
          one={askedKey('session', session)}
          asked={asked}
          person={session.person}
          name={`Convene Companion on ${asked.device ?? 'it'}`}
          aside="signed out"
        />
      ))}
    </ul>
  );
}

/** What is another person's can be left alone: their computer may bear the same name. */
function Name(parts: {
  one: string;
  asked: ContainmentRequest;
  person: AskedSession['person'];
  name: string;
  aside: string;
}): ReactElement {
  const { incident } = useStores();
  const { one, asked, person, name, aside } = parts;
  if (!person || asked.kind === 'leak')
    return (
      <li>
        <b>{name}</b> <span>{aside}</span>
      </li>
    );
  return (
    <li>
      <Checkbox isSelected={!asked.spared.has(one)} onChange={(on) => incident.spare(one, !on)}>
        <b>{name}</b> <span className="check-detail">{person.name}’s</span>
      </Checkbox>
      <span>{aside}</span>
    </li>
  );
}
