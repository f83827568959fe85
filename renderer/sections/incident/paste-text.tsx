import { type ReactElement, useId, useRef } from 'react';
import type { FoundInText, FoundKey, TextMatch } from '../../../shared/incident.ts';
import { counted } from '../../../shared/wording/numbers.ts';
import { keysFound, matchLines, triedOnceWords } from '../../../shared/wording/text-match.ts';
import type { AskedKey } from '../../store/incident-store.ts';
import { useIncident, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';

/** As much as the companion reads; a suspicious mail or log has room in it. Characters. */
const mostText = 200_000;

type Several = Extract<FoundInText, { is: 'several' }>;

/**
 * Tells which key a text holds. What is pasted never gets into the page: it is read from the clipboard, looked at by the
 * companion, and gone. What is typed is taken out of the field at once.
 */
export function PasteText({ onFound }: { onFound: (keys: AskedKey[]) => void }): ReactElement {
  const { incident } = useStores();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const match = useIncident((state) => state.match);
  const busy = useIncident((state) => isRunning(state.work, 'find'));
  const failure = useIncident((state) => failureOf(state.work, 'find'));
  const look = async (text: string): Promise<void> => {
    if (field.current) field.current.value = '';
    if (text.trim() === '' || busy) return;
    const found = await incident.findInText(text.slice(0, mostText));
    if (!found || found.found.some(({ is }) => is === 'several')) return;
    const keys = askedKeys(found);
    if (keys.length > 0) onFound(keys);
  };
  return (
    <div className="paste-text">
      <label htmlFor={id}>Paste the suspicious text</label>
      <div className="paste-text-row">
        <textarea
          ref={field}
          id={id}
          rows={1}
          autoComplete="off"
          spellCheck={false}
          maxLength={mostText}
          aria-describedby={`${id}-hint`}
          onPaste={(event) => {
            event.preventDefault();
            void look(event.clipboardData.getData('text'));
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void look(event.currentTarget.value);
          }}
        />
        <Button isDisabled={busy} onPress={() => void look(field.current?.value ?? '')}>
          Find the key
        </Button>
      </div>
      <p id={`${id}-hint`} className="text-field-hint">
        {triedOnceWords} Nothing else of the text is sent, and none of it is kept.
      </p>
      {busy && <Progress label="Loading your lists anew, and looking whose it is" />}
      {match && !busy && <Answer match={match} onFound={onFound} />}
      {failure && <FailureNotice failure={failure} />}
    </div>
  );
}

function Answer(parts: { match: TextMatch; onFound: (keys: AskedKey[]) => void }): ReactElement {
  const { match, onFound } = parts;
  const several = match.found.filter((one): one is Several => one.is === 'several');
  return (
    <>
      <div className="paste-text-answer" role="status">
        {matchLines(match).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      {several.map((one) => (
        <AllAlike key={one.tokenHint} several={one} certain={askedKeys(match)} onFound={onFound} />
      ))}
    </>
  );
}

/** Keys that end alike: each by itself, or all of them; what is certain goes with them. */
function AllAlike(parts: {
  several: Several;
  certain: readonly AskedKey[];
  onFound: (keys: AskedKey[]) => void;
}): ReactElement {
  const { keys, tokenHint } = parts.several;
  const ask = (chosen: readonly FoundKey[]): void =>
    parts.onFound([...parts.certain, ...chosen.map((key) => ({ ...key, byEnding: true as const }))]);
  return (
    <>
      <ul className="door-list" aria-label={`Keys ending in ${tokenHint}`}>
        {keys.map((key) => (
          <li key={`${key.marketId} ${key.id}`}>
            <div>
              <b>{key.name}</b>
              <span className="check-detail">
                {key.market}, {tokenHint}
              </span>
            </div>
            <Button aria-label={`It was this one: ${key.name}, ${key.market}`} onPress={() => ask([key])}>
              It was this one
            </Button>
          </li>
        ))}
      </ul>
      <div className="door-chosen">
        <Button look="danger" onPress={() => ask(keys)}>
          Revoke {counted(parts.certain.length + keys.length, 'key')}…
        </Button>
      </div>
    </>
  );
}

/** What is known for certain, or by the only ending. */
function askedKeys(match: TextMatch): AskedKey[] {
  const byEnding = new Set(
    match.found.flatMap((one) => (one.is === 'key' && one.by === 'ending' ? [one.key] : [])),
  );
  return keysFound(match).map((key) => ({
    ...key,
    ...(byEnding.has(key) ? { byEnding: true as const } : {}),
  }));
}
