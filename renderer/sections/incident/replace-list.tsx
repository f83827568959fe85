import { type ReactElement, useState } from 'react';
import type { ContainmentItem, IncidentView } from '../../../shared/incident.ts';
import { itemKey } from '../../../shared/incident-count.ts';
import { parseKeyName } from '../../../shared/keys/key-name.ts';
import { ok } from '../../../shared/result.ts';
import { useCall, useViewValue } from '../../data/companion.tsx';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { replaceWords } from './incident-words.ts';

/** What gets a new key, each in one press; what lives elsewhere is put in its place by the person. */
export function ReplaceList({ incident }: { incident: IncidentView }): ReactElement {
  const keys = incident.items.filter(({ what }) => what === 'key');
  const shown = incident.kind === 'leak' ? keys : keys.filter((key) => key.connectionId !== undefined);
  return (
    <ul className="replace-list">
      {shown.map((key) => (
        <ReplaceOne key={itemKey(key)} incident={incident} item={key} isOnly={shown.length === 1} />
      ))}
      {incident.kind === 'device' && (
        <li>
          <div>
            <span>
              On the device that takes its place, install Convene Companion, sign in and press Connect. It
              makes keys of its own.
            </span>
          </div>
        </li>
      )}
    </ul>
  );
}

interface OneProps {
  readonly incident: IncidentView;
  readonly item: ContainmentItem;
  /** Among several, none of those that live elsewhere is the page's main button. */
  readonly isOnly: boolean;
}

function ReplaceOne({ incident, item, isOnly }: OneProps): ReactElement {
  const { connectionId, replacedBy } = item;
  if (replacedBy)
    return (
      <li>
        <div>
          <b>{replaceWords(item).title}</b>
          <span>Has a new key, ending in {replacedBy.tokenHint}.</span>
        </div>
      </li>
    );
  if (connectionId !== undefined && incident.kind === 'leak')
    return <ReplaceHere connectionId={connectionId} name={item.name} />;
  return connectionId === undefined ? (
    <ReplaceElsewhere incident={incident} item={item} isOnly={isOnly} />
  ) : (
    <li>
      <div>
        <b>{replaceWords(item).title}</b>
        <span>This computer: connect it again, and it gets a new key.</span>
      </div>
      <ConnectAgain name={item.name} look="primary" />
    </li>
  );
}

function ConnectAgain({ name, look }: { name: string; look?: 'primary' }): ReactElement {
  const { connect } = useStores();
  const programs = useConnect((state) => state.clients);
  const goTo = (): void => {
    const program = programs.find(({ client }) => name.toLowerCase().startsWith(client.replaceAll('-', ' ')));
    if (program) connect.choose(program.client);
    window.location.hash = '#connect';
  };
  return (
    <Button {...(look ? { look } : {})} aria-label={`Connect again: ${name}`} onPress={goTo}>
      Connect again
    </Button>
  );
}

/** The key of an assistant on this computer: made, put in its place and proven in one press. */
function ReplaceHere({ connectionId, name }: { connectionId: string; name: string }): ReactElement {
  const assistant = parseKeyName(name)?.assistant ?? 'the assistant';
  const rotate = useCall('rotations.start', { says: 'The new key is in its place, and works.' });
  return (
    <li className="your-turn">
      <div>
        <b>Give {assistant} a new key</b>
        <span>We make it, put it in place and prove it. {assistant} needn’t be restarted.</span>
      </div>
      <Button
        look="primary"
        aria-label={`Make it now: ${name}`}
        isPending={rotate.running}
        onPress={() => void rotate.run({ connectionId })}
      >
        Make it now
      </Button>
      {rotate.failure && (
        <FailureNotice failure={rotate.failure}>
          <ConnectAgain name={name} />
        </FailureNotice>
      )}
    </li>
  );
}

/** A key that lives elsewhere: made and copied in one press, put in its place by the person. */
function ReplaceElsewhere({ incident, item, isOnly }: OneProps): ReactElement {
  const { id, marketId, name } = item;
  const organizationId = incident.markets.find((market) => market.id === marketId)?.organizationId;
  const handover = useViewValue('rotations')?.handovers.find(
    (one) => one.oldKey.id === id && one.organizationId === organizationId,
  );
  const [copied, setCopied] = useState(false);
  const make = useCall('incidents.makeSuccessor');
  const copy = useCall('handovers.copyNewKey', { says: 'The new key is on the clipboard for a minute.' });
  const finish = useCall('handovers.finish', { says: 'The key is replaced.' });
  const cancel = useCall('handovers.cancel', { says: 'The new key is revoked.' });
  const isMade = handover !== undefined && handover.stage !== 'to-make';
  const isToPlace = handover?.stage === 'to-place';
  async function makeAndCopy(): Promise<void> {
    const made = isToPlace
      ? ok(handover)
      : await make.run({ incidentId: incident.id, key: { what: 'key', marketId, id } });
    if (made.ok) setCopied((await copy.run({ handoverId: made.value.id })).ok);
  }
  const busy = make.running || copy.running || finish.running || cancel.running;
  const failure = make.failure ?? copy.failure ?? finish.failure ?? cancel.failure;
  const { title, place } = replaceWords(item);
  return (
    <li className={isMade ? 'your-turn' : undefined}>
      <div>
        <b>{title}</b>
        {isMade ? (
          <span>
            {copied ? 'The new key is on the clipboard for a minute. ' : 'The new key is made. '}
            {place}
          </span>
        ) : (
          <span>We make a new key and copy it. {place}</span>
        )}
      </div>
      {!isMade && (
        <Button
          {...(isOnly ? { look: 'primary' as const } : {})}
          aria-label={`Make and copy: ${name}`}
          isPending={make.running || copy.running}
          onPress={() => void makeAndCopy()}
        >
          Make and copy
        </Button>
      )}
      {isMade && (
        <div className="actions">
          {isToPlace && (
            <Button isDisabled={busy} isPending={copy.running} onPress={() => void makeAndCopy()}>
              {copied ? 'Copy again' : 'Copy it'}
            </Button>
          )}
          <Button
            look="primary"
            aria-label={`It’s in place: ${name}`}
            isDisabled={busy}
            isPending={finish.running}
            onPress={() => void finish.run({ handoverId: handover.id })}
          >
            It’s in place
          </Button>
          {isToPlace && (
            <Button
              look="link"
              isDisabled={busy}
              onPress={() => void cancel.run({ handoverId: handover.id })}
            >
              Revoke the new key
            </Button>
          )}
        </div>
      )}
      {failure && <FailureNotice failure={failure} />}
    </li>
  );
}
