import type { ReactElement } from 'react';
import { advisedTermDays, policyOf } from '../../../shared/reminders/policy.ts';
import type { ReminderPreferences } from '../../../shared/reminders/policy-schema.ts';
import { useKeys } from '../../store/use-stores.ts';
import { Select } from '../../ui/select.tsx';
import { asTheOthers, keyTermChoices, keyTermWords, longTermWords } from './reminders-words.ts';
import type { ReminderChoices } from './use-reminder-choices.ts';

/** One key that is due sooner or later than the others. */
export function KeyTerms({
  organizationId,
  settings,
  reminders,
}: {
  organizationId: string;
  settings: ReminderPreferences;
  reminders: ReminderChoices;
}): ReactElement | null {
  const view = useKeys((state) => state.view);
  const { keyTermDays } = policyOf(settings, organizationId);
  const keys = view.state === 'listed' ? view.keys.filter(({ revokedAt }) => revokedAt === null) : [];
  if (keys.length === 0) return null;
  return (
    <details className="key-terms">
      <summary>Single keys</summary>
      <ul>
        {keys.slice(0, shownAtMost).map(({ id, name }) => (
          <li key={id} className="key-term">
            <span>{name}</span>
            <Select
              label={`Days until “${name}” is due`}
              choices={keyTermChoices(keyTermDays[id])}
              words={keyTermWords}
              value={String(keyTermDays[id] ?? asTheOthers)}
              onChange={(chosen) =>
                reminders.setKeyTerm(organizationId, id, chosen === asTheOthers ? null : Number(chosen))
              }
            />
          </li>
        ))}
      </ul>
      {Object.values(keyTermDays).some((days) => days > advisedTermDays) && (
        <p className="quiet small">{longTermWords}</p>
      )}
    </details>
  );
}

/** More than these are nobody's to go through in a dialog. */
const shownAtMost = 50;
