import { type ReactElement, useMemo, useState } from 'react';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import { auditAddress } from '../../common/audit-address.ts';
import type { KeyMark, MarkedKey } from '../../common/key-mark.ts';
import { usedWords } from '../../common/keys-words.ts';
import { keysAtFirst, type PersonFound, peopleFound, peopleWithKeys } from '../../common/people.ts';
import { useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import {
  keyAdvice,
  noPeopleWords,
  partWords,
  peopleFoundWords,
  personWords,
  revokeAllOfWords,
  revokeAllWords,
} from './people-words.ts';

/** Who has keys, and the advice on who should. A search narrows what is shown, never what is revoked. */
export function PeopleList(parts: {
  keys: readonly KeyView[];
  found: readonly MarkedKey[];
  search: string;
  now: Date;
}): ReactElement {
  const people = useMemo(() => peopleWithKeys(parts.keys), [parts.keys]);
  const marks = useMemo(() => new Map(parts.found.map(({ id, mark }) => [id, mark])), [parts.found]);
  const shown = useMemo(() => peopleFound(people, marks), [people, marks]);
  const atFirst = keysAtFirst(shown.length);
  return (
    <>
      <p className="spoken" role="status">
        {parts.search === '' ? '' : peopleFoundWords(shown.length)}
      </p>
      {shown.length === 0 && <p className="key-list-empty">{noPeopleWords(parts.search)}</p>}
      {shown.map(({ person, found }) => (
        <Person
          key={person.id}
          person={person}
          found={found}
          marks={marks}
          atFirst={atFirst}
          now={parts.now}
        />
      ))}
      <ul className="key-advice" aria-label="Advice">
        {keyAdvice.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}

function Person(
  parts: PersonFound & { marks: ReadonlyMap<string, KeyMark>; atFirst: number; now: Date },
): ReactElement {
  const { person, found, marks, now } = parts;
  const { incident } = useStores();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? found : found.slice(0, parts.atFirst);
  const left = found.length - shown.length;
  return (
    <section className={person.active ? 'person' : 'person person-left'} aria-label={person.name}>
      <div className="person-head">
        <h2>{person.name}</h2>
        <span className="quiet">{person.email}</span>
        <Button
          look={person.active ? 'quiet' : 'normal'}
          aria-label={revokeAllOfWords(person)}
          onPress={() =>
            incident.askAboutLeak(person.keys.map(({ id, name, tokenHint }) => ({ id, name, tokenHint })))
          }
        >
          {revokeAllWords(person.keys.length)}
        </Button>
      </div>
      <p>
        {personWords(person, now)}
        {found.length < person.keys.length && ` ${partWords(found.length)}`}
      </p>
      <ul className="person-keys">
        {shown.map((key) => (
          <li key={key.id}>
            <b>{key.name}</b>
            <span className="quiet">{key.tokenHint}</span>
            <span>{usedWords(key, now)}</span>
            <StatusMark mark={marks.get(key.id) ?? 'fresh'} />
            <a href={auditAddress({ keyId: key.id })} aria-label={`What ${key.name} did`}>
              What it did
            </a>
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
