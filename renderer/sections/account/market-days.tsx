import type { ReactElement } from 'react';
import { policyOf } from '../../../shared/reminders/policy.ts';
import type { ReminderPreferences, WeeklyMarkets } from '../../../shared/reminders/policy-schema.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Select } from '../../ui/select.tsx';
import { hourChoices, weekdayNames } from './reminders-words.ts';
import type { ReminderChoices } from './use-reminder-choices.ts';

const usualHours = { from: '06:00', until: '15:00' };

/** On market days nobody has time for keys, from opening to closing. */
export function MarketDays({
  organizationId,
  settings,
  reminders,
}: {
  organizationId: string;
  settings: ReminderPreferences;
  reminders: ReminderChoices;
}): ReactElement {
  const weekly = policyOf(settings, organizationId).weeklyMarkets;
  const choose = (next: WeeklyMarkets): void =>
    reminders.setWeeklyMarkets(organizationId, next.weekdays.length > 0 ? next : null);
  const now = weekly ?? { weekdays: [], ...usualHours };
  return (
    <>
      <div className="weekdays">
        {weekdayNames.map((name, day) => (
          <Checkbox
            key={name}
            isSelected={now.weekdays.includes(day)}
            onChange={(on) =>
              choose({
                ...now,
                weekdays: on ? [...now.weekdays, day].sort() : now.weekdays.filter((one) => one !== day),
              })
            }
          >
            {name}
          </Checkbox>
        ))}
      </div>
      {weekly && (
        <div className="actions">
          <span>Not from</span>
          <Select
            label="Market opens"
            choices={hourChoices(weekly.from).filter((hour) => hour < weekly.until)}
            words={(hour) => hour}
            value={weekly.from}
            onChange={(from) => choose({ ...weekly, from })}
          />
          <span>until</span>
          <Select
            label="Market closes"
            choices={hourChoices(weekly.until).filter((hour) => hour > weekly.from)}
            words={(hour) => hour}
            value={weekly.until}
            onChange={(until) => choose({ ...weekly, until })}
          />
          <span className="quiet small">unless a key is overdue by a month</span>
        </div>
      )}
    </>
  );
}
