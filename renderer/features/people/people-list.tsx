import { type ReactElement, useMemo, useState } from 'react';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { auditAddress } from '../../model/audit-address.ts';
import { type PersonKeys, peopleWithKeys } from '../../model/people.ts';
import { useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { usedWords } from '../../wording/keys.ts';
import { keyAdvice, personWords } from '../../wording/people.ts';

/** Keys of one person that are shown before they are asked for. */
const shownAtFirst = 20;

/** Who has keys, and the advice on who should. */
export function PeopleList({ keys, now }: { keys: readonly KeyView[]; now: Date }): ReactElement {
  const people = useMemo(() => peopleWithKeys(keys), [keys]);
  return (
    <>
      {people.map((person) => (
        <Person key={person.id} person={person} now={now} />
      ))}
      <ul className="key-advice" aria-label="Advice">
        {keyAdvice.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}

function Person({ person, now }: { person: PersonKeys; now: Date }): ReactElement {
  const { incident } = useStores();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? person.keys : person.keys.slice(0, shownAtFirst);
  const left = person.keys.length - shown.length;
  return (
    <section className={person.active ? 'person' : 'person person-left'} aria-label={person.name}>
      <div className="person-head">
        <h2>{person.name}</h2>
        <span className="quiet">{person.email}</span>
        <Button
          look={person.active ? 'quiet' : 'normal'}
          aria-label={`Revoke all keys of ${person.name}…`}
          onPress={() =>
            incident.ask({
              kind: 'leak',
              thisOne: false,
              keys: person.keys.map(({ id, name, tokenHint }) => ({ id, name, tokenHint })),
              sessionIds: [],
            })
          }
        >
          Revoke all of them…
        </Button>
      </div>
      <p>{personWords(person, now)}</p>
      <ul className="person-keys">
        {shown.map((key) => (
          <li key={key.id}>
            <b>{key.name}</b>
            <span className="quiet">{key.tokenHint}</span>
            <span>{usedWords(key, now)}</span>
            <a href={auditAddress({ keyId: key.id })}>What it did</a>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Button look="link" onPress={() => setShowsAll(true)}>
          Show {left.toLocaleString('en-US')} more
        </Button>
      )}
    </section>
  );
}
