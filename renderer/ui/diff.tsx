import type { ReactElement } from 'react';
import type { DiffLine, SettingsDiff } from '../../shared/settings.ts';
import { hiddenWords } from '../../shared/wording/settings.ts';

const signs: Readonly<Record<DiffLine['kind'], readonly [sign: string, spoken: string]>> = {
  added: ['+', 'Added: '],
  removed: ['−', 'Removed: '],
  same: ['', ''],
  gap: ['⋯', ''],
};

/** What would change in a file, line by line: told by sign and word as well as by color. */
export const Diff = ({ diff, label }: { diff: SettingsDiff; label: string }): ReactElement => (
  <div>
    <section className="diff" aria-label={label}>
      <ol>
        {numbered(diff.lines).map(([key, line]) => (
          <DiffRow key={key} line={line} />
        ))}
      </ol>
    </section>
    {diff.hidden > 0 && <p className="quiet small diff-hidden">{hiddenWords(diff.hidden)}</p>}
  </div>
);

/** Lines may repeat, so each is known by its place. */
const numbered = (lines: readonly DiffLine[]): (readonly [string, DiffLine])[] =>
  lines.map((line, at) => [`line ${at}`, line]);

function DiffRow({ line: { kind, text } }: { line: DiffLine }): ReactElement {
  const [sign, spoken] = signs[kind];
  return (
    <li className={`diff-line diff-${kind}`}>
      <span className="diff-sign" aria-hidden="true">
        {sign}
      </span>
      {spoken && <span className="spoken">{spoken}</span>}
      <span className="diff-text">{kind === 'gap' ? 'unchanged lines' : text}</span>
    </li>
  );
}
