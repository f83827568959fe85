import type { ReactElement, ReactNode } from 'react';
import type { OpenRevocation } from '../../shared/revocations.ts';
import { capitalized, counted } from '../../shared/wording/numbers.ts';
import { alarmWords, whatMayWork } from '../../shared/wording/revocation.ts';
import { useCall, useViewValue } from '../data/companion.tsx';
import { useNow, useStores } from '../store/use-stores.ts';
import { Alarm } from '../ui/alarm.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** Beyond so many, one alarm names them. */
const mostAlarms = 3;
/** And beyond so many, it counts the others. */
const mostNamed = 6;

/**
 * Everything that was to be revoked and isn't for certain, on every screen and whoever is signed in, until Convene has
 * said so. `besides`: the incident whose page is up and tells its own part.
 */
export function OpenRevocations({ besides }: { besides?: string | undefined }): ReactElement | null {
  const view = useViewValue('revocations');
  const open = (view?.open ?? []).filter(
    ({ incidentId }) => incidentId === undefined || incidentId !== besides,
  );
  if (open.length === 0) return null;
  return (
    <section className="alarm-list" aria-label="What may still work">
      {open.length <= mostAlarms ? (
        open.map((one) => <OneAlarm key={one.id} one={one} />)
      ) : (
        <Together open={open} />
      )}
    </section>
  );
}

function OneAlarm({ one }: { one: OpenRevocation }): ReactElement {
  const now = useNow();
  const { title, where, happened, live, next } = alarmWords(one, now);
  return (
    <Alarm title={title} actions={<Actions open={[one]} />}>
      <p>
        {where} {happened} <b>{live}</b> {next}
      </p>
      {!one.canTry && <ByHand open={[one]} />}
    </Alarm>
  );
}

function Together({ open }: { open: readonly OpenRevocation[] }): ReactElement {
  const now = useNow();
  const others = open.length - mostNamed;
  return (
    <Alarm
      title={`${capitalized(counted(open.length, 'thing'))} not confirmed`}
      actions={<Actions open={open} />}
    >
      <p>
        <b>Treat these as live.</b>
      </p>
      <ul className="alarm-names">
        {open.slice(0, mostNamed).map((one) => {
          const { where, next } = alarmWords(one, now);
          return (
            <li key={one.id}>
              <b>{whatMayWork(one)}</b>. {where} {next}
            </li>
          );
        })}
        {others > 0 && <li>And {counted(others, 'more', 'more')}.</li>}
      </ul>
      {open.some(({ canTry }) => !canTry) && <ByHand open={open} />}
    </Alarm>
  );
}

/** For another screen, a phone above all. */
function ByHand({ open }: { open: readonly OpenRevocation[] }): ReactNode {
  const addresses = addressesOf(open);
  if (addresses.length === 0) return null;
  return (
    <p>
      By hand, on any phone: <b className="selectable">{addresses.map(typed).join(', ')}</b>
    </p>
  );
}

function Actions({ open }: { open: readonly OpenRevocation[] }): ReactElement {
  const { keys } = useStores();
  const tried = open.filter(({ canTry }) => canTry).map(({ id }) => id);
  const { run, running } = useCall('revocations.tryNow', {
    says: (answer) =>
      answer.open.some(({ id }) => tried.includes(id)) ? 'Still not confirmed.' : 'Convene has confirmed it.',
  });
  const addresses = addressesOf(open);
  return (
    <>
      {tried.length > 0 && (
        <Button look="alarm" isPending={running} onPress={() => void run({ ids: tried })}>
          {running ? 'Trying…' : 'Try now'}
        </Button>
      )}
      {addresses.map((address) => (
        <Button
          key={address}
          look={tried.length > 0 ? 'normal' : 'alarm'}
          onPress={() => void keys.openKeysPage(address)}
        >
          <Icon name="out" />
          {addresses.length === 1 ? 'Revoke on the web' : `Revoke at ${new URL(address).host}`}
        </Button>
      ))}
    </>
  );
}

const addressesOf = (open: readonly OpenRevocation[]): string[] => [
  ...new Set(open.flatMap(({ address }) => address ?? [])),
];

/** Short enough to be typed. */
const typed = (address: string): string => address.replace(/^https:\/\//u, '');
