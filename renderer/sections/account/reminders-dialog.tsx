import type { ReactElement, ReactNode } from 'react';
import { advisedTermDays, policyOf } from '../../../shared/reminders/policy.ts';
import type { ReminderPreferences } from '../../../shared/reminders/policy-schema.ts';
import { formatDay } from '../../../shared/wording/dates.ts';
import { useLoginItem } from '../../common/use-login-item.ts';
import { useCall, useQuery, useView } from '../../data/companion.tsx';
import { useNow } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { Select } from '../../ui/select.tsx';
import { KeyTerms } from './key-terms.tsx';
import { MarketDays } from './market-days.tsx';
import {
  closingWords,
  hourChoices,
  longTermWords,
  notStartingWords,
  termChoices,
  termWords,
} from './reminders-words.ts';
import { type ReminderChoices, useReminderChoices } from './use-reminder-choices.ts';

/** When keys are due, and when that may be told. */
export function RemindersDialog({
  organization,
  onClose,
}: {
  /** Absent for a pasted key that belongs to nobody here. */
  organization: { readonly id: string; readonly name: string } | undefined;
  onClose: () => void;
}): ReactElement {
  const reminders = useReminderChoices();
  const asked = useView('reminders');
  const view = asked.state === 'ready' ? asked.value : undefined;
  const failure = view?.failure ?? (asked.state === 'failed' ? asked.failure : reminders.failure);
  return (
    <Dialog
      wide
      title="Reminders"
      description="Old keys are in more places than anybody remembers. Convene’s advice: a new one every 3 to 6 months."
      onClose={onClose}
      actions={
        <Button autoFocus size="large" look="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      {view ? (
        <Choices reminders={reminders} settings={view.settings} organization={organization} />
      ) : (
        <Progress label="Looking at what was chosen" />
      )}
      {failure && <FailureNotice failure={failure} />}
    </Dialog>
  );
}

function Choices({
  reminders,
  settings,
  organization,
}: {
  reminders: ReminderChoices;
  settings: ReminderPreferences;
  organization: { readonly id: string; readonly name: string } | undefined;
}): ReactElement {
  const now = useNow();
  const { quietHours, pausedUntil, notifications } = settings;
  const paused = pausedUntil !== null && new Date(pausedUntil) > now;
  return (
    <div className="choices">
      {organization && (
        <Term
          reminders={reminders}
          organization={organization}
          days={policyOf(settings, organization.id).termDays}
          settings={settings}
        />
      )}
      <Row title="Notifications">
        <Checkbox isSelected={notifications} onChange={(on) => reminders.setNotifications(on)}>
          Tell me when a key is due soon, due, and each week after that
        </Checkbox>
        <div className="actions">
          <Button isPending={reminders.testing} onPress={() => reminders.test()}>
            Show me one
          </Button>
          <Button onPress={() => reminders.pause(paused ? 0 : 7)}>
            {paused ? 'Go on reminding' : 'Pause for a week'}
          </Button>
          {paused && (
            <span className="quiet small">Paused until {formatDay(new Date(pausedUntil ?? ''), now)}</span>
          )}
        </div>
      </Row>
      {organization && (
        <Row title="Market days">
          <MarketDays reminders={reminders} organizationId={organization.id} settings={settings} />
        </Row>
      )}
      <AtLogin />
      <AtClosing />
      <Row title="Quiet hours">
        <Checkbox
          isSelected={quietHours !== null}
          onChange={(on) => reminders.setQuietHours(on ? { from: '20:00', until: '08:00' } : null)}
        >
          Say nothing at night
        </Checkbox>
        {quietHours && (
          <div className="actions">
            <span>From</span>
            <Select
              label="Quiet from"
              choices={hourChoices(quietHours.from)}
              words={(hour) => hour}
              value={quietHours.from}
              onChange={(from) => reminders.setQuietHours({ ...quietHours, from })}
            />
            <span>until</span>
            <Select
              label="Quiet until"
              choices={hourChoices(quietHours.until)}
              words={(hour) => hour}
              value={quietHours.until}
              onChange={(until) => reminders.setQuietHours({ ...quietHours, until })}
            />
          </div>
        )}
      </Row>
    </div>
  );
}

function AtLogin(): ReactElement {
  const { state, because, failure, choose } = useLoginItem();
  return (
    <Row title="At login">
      <Checkbox
        isSelected={state === 'on'}
        isDisabled={state === undefined}
        onChange={(on) => void choose.run({ on })}
      >
        Start the Companion when I log in, in the tray, so that reminders come
      </Checkbox>
      {because && <p className="quiet small">{notStartingWords[because]}</p>}
      {failure && <FailureNotice failure={failure} />}
    </Row>
  );
}

/** Only where closing the window can't put it away into the tray. */
function AtClosing(): ReactElement | null {
  const closing = useQuery('windowClosing.view');
  const choose = useCall('windowClosing.choose');
  if (closing.state !== 'ready' || closing.value.hasTray) return null;
  return (
    <Row title="Closing the window">
      <Select
        label="When the window is closed"
        choices={['ask', 'minimize', 'quit']}
        words={(choice) => closingWords[choice]}
        value={closing.value.choice}
        onChange={(choice) => void choose.run({ choice })}
      />
      {choose.failure && <FailureNotice failure={choose.failure} />}
    </Row>
  );
}

function Term({
  reminders,
  organization,
  days,
  settings,
}: {
  reminders: ReminderChoices;
  organization: { readonly id: string; readonly name: string };
  days: number;
  settings: ReminderPreferences;
}): ReactElement {
  return (
    <Row title="New keys">
      <div className="actions">
        <span>Keys of {organization.name} are due after</span>
        <Select
          label="Days until a key is due"
          choices={termChoices(days)}
          words={termWords}
          value={String(days)}
          onChange={(chosen) => reminders.setTerm(organization.id, Number(chosen))}
        />
      </div>
      {days > advisedTermDays && <p className="quiet small">{longTermWords}</p>}
      <KeyTerms reminders={reminders} organizationId={organization.id} settings={settings} />
    </Row>
  );
}

const Row = ({ title, children }: { title: string; children: ReactNode }): ReactElement => (
  <section className="section choice-row" aria-label={title}>
    <h3>{title}</h3>
    <div>{children}</div>
  </section>
);
