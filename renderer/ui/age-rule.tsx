import type { CSSProperties, ReactElement } from 'react';
import { Meter } from 'react-aria-components';
import type { KeyAge } from '../../shared/keys/key-age.ts';
import { dueWords } from '../common/keys-words.ts';

/** The rule goes a third beyond the due date; what is older still stays at its end. */
const beyond = 4 / 3;

/** How far a key is from made to due, drawn and said. */
export function AgeRule({ age, now }: { age: KeyAge; now: Date }): ReactElement {
  const { due, away } = dueWords(age, now);
  const termDays = Math.max(1, age.ageDays + age.daysLeft);
  const scale = termDays * beyond;
  const share = {
    '--done': Math.min(age.ageDays, scale) / scale,
    '--flag': termDays / scale,
  } as CSSProperties;
  return (
    <div className={`age age-${age.stage}`}>
      <Meter
        className="age-rule"
        style={share}
        aria-label="Age"
        value={Math.min(age.ageDays, termDays)}
        minValue={0}
        maxValue={termDays}
        valueLabel={`${age.ageDays} of ${termDays} days`}
      >
        <span className="age-fill" />
        {age.stage === 'overdue' && <span className="age-past" />}
        <span className="age-flag" />
      </Meter>
      <p>
        <b>{due}</b>, {away}
      </p>
    </div>
  );
}
