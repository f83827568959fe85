import { type ReactElement, useId, useRef } from 'react';
import { useIncident, useStores } from '../../store/use-stores.ts';
import { failureOf } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import type { AssetKey } from './incident-assets.ts';
import { matchWords } from './incident-match-words.ts';

/** As much as the companion reads; a suspicious mail or log has room in it. Characters. */
const mostText = 200_000;

/**
 * Tells which key a text holds. What is pasted never gets into the page: it is read from the clipboard, matched on
 * this computer, and gone. What is typed is taken out of the field at once.
 */
export function PasteText(parts: {
  keys: readonly AssetKey[];
  market: string;
  onFound: (keys: AssetKey[]) => void;
}): ReactElement {
  const { incident } = useStores();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const match = useIncident((state) => state.match);
  const failure = useIncident((state) => failureOf(state.work, 'find'));
  const look = async (text: string): Promise<void> => {
    if (field.current) field.current.value = '';
    if (text.trim() === '') return;
    const found = await incident.findInText(text.slice(0, mostText));
    const keys = parts.keys.filter((key) => found?.keyIds.includes(key.id));
    if (keys.length > 0) parts.onFound(keys);
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
        <Button onPress={() => void look(field.current?.value ?? '')}>Find the key</Button>
      </div>
      <p id={`${id}-hint`} className="text-field-hint">
        We find the key by its ending, on this computer. Nothing is sent, and the text isn’t kept.
      </p>
      {match && (
        <p className="paste-text-answer" role="status">
          {matchWords(
            parts.keys.filter((key) => match.keyIds.includes(key.id)).map(({ name }) => name),
            match,
            parts.market,
          )}
        </p>
      )}
      {failure && <FailureNotice failure={failure} />}
    </div>
  );
}
