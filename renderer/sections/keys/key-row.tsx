import type { ReactElement } from 'react';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { formatDay, formatExactTime } from '../../../shared/wording/dates.ts';
import { untestedWords } from '../../../shared/wording/revocation.ts';
import { auditAddress } from '../../common/audit-address.ts';
import type { MarkedKey } from '../../common/key-mark.ts';
import { revokedWords, usedWords } from '../../common/keys-words.ts';
import { useStores } from '../../store/use-stores.ts';
import { AgeRule } from '../../ui/age-rule.tsx';
import { Button } from '../../ui/button.tsx';
import { ProofSlip } from '../../ui/proof-slip.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { KeyMenu } from './key-menu.tsx';

/** What stands in a key's row: what it is, who made it, when it was used, how old it is, and what can be done. */
export function KeyRow(parts: { one: MarkedKey; now: Date; showsDevice: boolean }): ReactElement {
  const { one, now, showsDevice } = parts;
  const { view: key, parts: name, mark } = one;
  return (
    <>
      <div className="key-name">
        <b className={key.name.length > 120 ? 'key-name-long' : undefined}>
          {showsDevice && name ? key.name : (name?.assistant ?? `“${key.name}”`)}
        </b>
        <span>
          {key.tokenHint}, made {formatDay(new Date(key.createdAt), now)}
          {mark === 'revoked' && (
            <>
              {'. '}
              <a href={auditAddress({ keyId: key.id })} aria-label={`What ${key.name} did`}>
                What it did
              </a>
            </>
          )}
        </span>
      </div>
      <div className="key-cell key-creator">
        <Creator of={key} />
      </div>
      <div className="key-cell">
        <span className="key-creator-narrow">
          <Creator of={key} />
        </span>
        <span>{usedWords(key, now)}</span>
      </div>
      {mark === 'revoked' ? <Revoked of={key} now={now} /> : <Living one={one} now={now} />}
    </>
  );
}

const Creator = ({ of: { createdBy } }: { of: KeyView }): ReactElement => (
  <>
    {createdBy.name}
    {!createdBy.active && <span className="left-team">has left the team</span>}
  </>
);

function Living({ one, now }: { one: MarkedKey; now: Date }): ReactElement {
  const { keys } = useStores();
  const { view: key, mark } = one;
  const unsettled = mark === 'not-confirmed';
  return (
    <>
      {unsettled ? (
        <p className="key-said">
          <StatusMark mark={mark} />
          <span>Treat this key as live.</span>
        </p>
      ) : (
        <>
          <AgeRule age={one.age} now={now} />
          <div className="mark-cell">
            <StatusMark mark={mark} />
          </div>
        </>
      )}
      <div className="key-actions">
        {unsettled ? (
          <Button
            look="quiet"
            aria-label={`Try now: revoke ${key.name}`}
            onPress={() => void keys.tryAgain(key)}
          >
            Try now
          </Button>
        ) : (
          <>
            <RotateButton one={one} />
            <Button look="quiet" aria-label={`Revoke ${key.name}`} onPress={() => keys.askToRevoke(key)}>
              Revoke
            </Button>
            <KeyMenu of={key} />
          </>
        )}
      </div>
    </>
  );
}

/** One press replaces what this computer holds; for the others the person has something to do. */
function RotateButton({ one: { view: key, mark } }: { one: MarkedKey }): ReactElement {
  const { rotate } = useStores();
  const { connectionId } = key;
  const urgent = mark === 'due' || mark === 'overdue';
  if (connectionId === undefined)
    return (
      <Button
        look={urgent ? 'primary' : 'quiet'}
        aria-label={`Rotate ${key.name}…`}
        onPress={() => void rotate.handOver(key)}
      >
        Rotate…
      </Button>
    );
  return (
    <Button
      look={urgent ? 'primary' : 'quiet'}
      aria-label={`Rotate ${key.name}`}
      onPress={() => void rotate.rotate({ connectionId, keyName: key.name })}
    >
      Rotate
    </Button>
  );
}

/** A slip only where Convene confirmed it to us; what was revoked elsewhere is said plainly. */
function Revoked({ of: key, now }: { of: KeyView; now: Date }): ReactElement | null {
  if (key.revokedAt === null) return null;
  const { day, time } = revokedWords(key.proof?.revokedAt ?? key.revokedAt, now);
  const revoked = (
    <StatusMark mark="revoked">
      {day} <span className="exact">{time}</span>
    </StatusMark>
  );
  if (!key.proof) return <div className="key-end">{revoked}</div>;
  return (
    <div className="key-end">
      <ProofSlip>
        <p>{revoked}</p>
        <p>
          {key.proof.kind === 'refused' ? (
            <>
              Old key tried and refused,{' '}
              <span className="exact">{formatExactTime(new Date(key.proof.testedAt))}</span>
            </>
          ) : (
            untestedWords
          )}
        </p>
      </ProofSlip>
    </div>
  );
}
