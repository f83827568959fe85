import { type ReactElement, useState } from 'react';
import type { AssetRef, IncidentView, Offered } from '../../../shared/incident.ts';
import { itemKey } from '../../../shared/incident-count.ts';
import { formatMoment } from '../../../shared/wording/dates.ts';
import { useIncident, useNow, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { alikeWords, createdSinceWords, type OfferWords, offerYes } from './offered-words.ts';

/** A stolen sign-in can make keys: what was made since is shown, and goes with one confirmation. */
export function CreatedSince({ incident }: { incident: IncidentView }): ReactElement | null {
  const { keys, sessions, maybeOwn } = incident.createdSince;
  if (keys.length + sessions.length === 0) return null;
  const lines = linesOf(incident, incident.createdSince);
  const concerned = new Set(incident.items.flatMap(({ person }) => person?.email ?? []));
  return (
    <Offer
      incident={incident}
      lines={lines}
      words={createdSinceWords(keys.length, sessions.length, maybeOwn)}
      isLoud
      // Other people go on working: only theirs whose sign-in was lost too are as suspicious as the person's own.
      chosenAtFirst={lines.filter(({ person }) => !person || concerned.has(person.email))}
    />
  );
}

/** What is on devices whose names only look alike: nothing of it is chosen at first. */
export function OnAlikeDevices({ incident }: { incident: IncidentView }): ReactElement | null {
  const { keys, sessions } = incident.alike;
  if (keys.length + sessions.length === 0) return null;
  return (
    <Offer
      incident={incident}
      lines={linesOf(incident, incident.alike)}
      words={alikeWords(keys.length, sessions.length, incident.device ?? '')}
      isLoud={false}
      chosenAtFirst={[]}
    />
  );
}

interface Line {
  readonly ref: AssetRef;
  readonly name: string;
  readonly hint: string;
  readonly happened: 'made' | 'signed in';
  readonly at: string;
  readonly market: string;
  readonly person?: { readonly name: string; readonly email: string } | undefined;
}

function linesOf({ markets }: IncidentView, { keys, sessions }: Offered): Line[] {
  const market = (marketId: string): string =>
    markets.length > 1 ? (markets.find(({ id }) => id === marketId)?.name ?? '') : '';
  return [
    ...keys.map(({ id, marketId, name, tokenHint, createdAt, person }) => ({
      ref: { what: 'key' as const, marketId, id },
      name,
      hint: tokenHint,
      happened: 'made' as const,
      at: createdAt,
      market: market(marketId),
      person,
    })),
    ...sessions.map(({ id, marketId, deviceName, createdAt, person }) => ({
      ref: { what: 'session' as const, marketId, id },
      name: `Convene Companion on ${deviceName}`,
      hint: '',
      happened: 'signed in' as const,
      at: createdAt,
      market: market(marketId),
      person,
    })),
  ];
}

interface OfferParts {
  incident: IncidentView;
  lines: readonly Line[];
  words: OfferWords;
  isLoud: boolean;
  chosenAtFirst: readonly Line[];
}

function Offer(parts: OfferParts): ReactElement {
  const [asking, setAsking] = useState(false);
  const { lines, words, isLoud } = parts;
  return (
    <section
      className={isLoud ? 'made-since' : 'made-since made-since-quiet'}
      aria-label={words.title}
      role={isLoud ? 'alert' : undefined}
    >
      <div>
        <h2>{words.title}</h2>
        <p>{words.detail}</p>
        <ul>
          {lines.map((line) => (
            <li key={itemKey(line.ref)}>
              <OfferLine line={line} />
            </li>
          ))}
        </ul>
      </div>
      <div className="actions">
        <Button look={isLoud ? 'danger' : 'normal'} onPress={() => setAsking(true)}>
          {words.button}
        </Button>
      </div>
      {asking && <OfferDialog {...parts} onClose={() => setAsking(false)} />}
    </section>
  );
}

function OfferLine({ line }: { line: Line }): ReactElement {
  const now = useNow();
  const { name, hint, happened, at, market, person } = line;
  const aside = [
    hint,
    `${happened}${person ? ` by ${person.name}` : ''} ${formatMoment(new Date(at), now)}`,
    market,
  ];
  return (
    <>
      <b>{name}</b> {aside.filter((one) => one !== '').join(', ')}
    </>
  );
}

function OfferDialog(parts: OfferParts & { onClose: () => void }): ReactElement {
  const { incident } = useStores();
  const work = useIncident((state) => state.work);
  const { lines, words, onClose } = parts;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(parts.chosenAtFirst.map(({ ref }) => itemKey(ref))),
  );
  const refs = lines.map(({ ref }) => ref).filter((ref) => chosen.has(itemKey(ref)));
  const busy = isRunning(work, 'cut-off');
  const failure = failureOf(work, 'cut-off');
  const choose = (ref: AssetRef, on: boolean): void =>
    setChosen((before) => new Set([...before, itemKey(ref)].filter((one) => on || one !== itemKey(ref))));
  const contain = async (): Promise<void> => {
    const answer = await incident.contain(parts.incident.id, refs);
    if (answer.ok) onClose();
  };
  return (
    <Dialog
      alert
      title={words.question}
      description="What you choose stops working at once, and that can’t be undone. If it is yours after all, you’ll have to make it again."
      onClose={busy ? undefined : onClose}
      actions={
        <>
          <Button autoFocus size="large" isDisabled={busy} onPress={onClose}>
            Not now
          </Button>
          <Button
            size="large"
            look="danger"
            isDisabled={refs.length === 0}
            isPending={busy}
            onPress={() => void contain()}
          >
            {offerYes(refs.length)}
          </Button>
        </>
      }
    >
      <ul className="cut-off-names" aria-label="What may be cut off">
        {lines.map((line) => (
          <li key={itemKey(line.ref)}>
            <Checkbox isSelected={chosen.has(itemKey(line.ref))} onChange={(on) => choose(line.ref, on)}>
              <OfferLine line={line} />
            </Checkbox>
          </li>
        ))}
      </ul>
      {failure && <FailureNotice failure={failure} />}
    </Dialog>
  );
}
