import { type ReactElement, useState } from 'react';
import type { IncidentImpact } from '../../../shared/incident.ts';
import { formatDay, timeText } from '../../../shared/wording/dates.ts';
import { Button } from '../../ui/button.tsx';
import { StatusShape } from '../../ui/status-mark.tsx';
import { lineSentence } from './impact-words.ts';

type Line = IncidentImpact['lines'][number];

/** So many are in sight at first; the rest comes with a press. */
const mostAtFirst = 12;

/** The newest actions, one line each, with the day wherever it turns. */
export function DeedLines({ lines, now }: { lines: readonly Line[]; now: Date }): ReactElement | null {
  const [all, setAll] = useState(false);
  if (lines.length === 0) return null;
  const shown = all ? lines : lines.slice(0, mostAtFirst);
  return (
    <>
      <ol className="deed-lines">
        {shown.map((line, index) => {
          const at = new Date(line.at);
          const before = shown[index - 1];
          const newDay = !before || new Date(before.at).toDateString() !== at.toDateString();
          const { who, did, rest } = lineSentence(line);
          return (
            // Two actions may fall into one millisecond; their order here doesn't change.
            // biome-ignore lint/suspicious/noArrayIndexKey: as above.
            <li key={`${line.at} ${index}`}>
              <span className="quiet exact">
                {newDay && at.toDateString() !== now.toDateString() && <span>{formatDay(at, now)}, </span>}
                {timeText(at)}
              </span>
              <span>
                {who} <b>{did}</b>
                {rest}{' '}
                {line.unusualHour && (
                  <span className="unusual-hour">
                    <StatusShape mark="due-soon" /> Not one of its usual hours
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
      {!all && lines.length > mostAtFirst && (
        <Button look="link" onPress={() => setAll(true)}>
          Show {lines.length - mostAtFirst} more
        </Button>
      )}
    </>
  );
}
