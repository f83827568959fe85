import { type ReactElement, type ReactNode, useEffect } from 'react';
import { advisedTermDays, policyOf } from '../../../shared/reminders/policy.ts';
import type { ReminderPreferences } from '../../../shared/reminders/policy-schema.ts';
import { formatDay } from '../../../shared/wording/dates.ts';
import { useLoginItem, useNow, useReminders, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { Select } from '../../ui/select.tsx';
import { KeyTerms } from './key-terms.tsx';
import { MarketDays } from './market-days.tsx';
import { hourChoices, longTermWords, termChoices, termWords } from './reminders-words.ts';

/** When keys are due, and when that may be told. */
export function RemindersDialog({
  organization,
  onClose,
}: {
  /** Absent for a pasted key that belongs to nobody here. */
  organization: { readonly id: string; readonly name: string } | undefined;
  onClose: () => void;
}): ReactElement {
  const { reminders } = useStores();
  const view = useReminders((state) => state.view);
  const work = useReminders((state) => state.work);
  const failure = view?.failure ?? failureOf(work);
  return (
    <Dialog
      wide
      title="Reminders"
      description="Old keys are in more places than anybody remembers. Convene’s advice: a new one every 3 to 6 months."
      onClose={() => {
        reminders.forgetFailure();
        onClose();
      }}
      actions={
        <Button autoFocus size="large" look="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      {view ? (
        <Choices settings={view.settings} organization={organization} />
      ) : (
        <Progress label="Looking at what was chosen" />
      )}
      {failure && <FailureNotice failure={failure} />}
    </Dialog>
  );
}

function Choices({
  settings,
  organization,
}: {
  settings: ReminderPreferences;
  organization: { readonly id: string; readonly name: string } | undefined;
}): ReactElement {
  const { reminders } = useStores();
  const testing = useReminders((state) => isRunning(state.work, 'test'));
  const now = useNow();
  const { quietHours, pausedUntil, notifications } = settings;
  const paused = pausedUntil !== null && new Date(pausedUntil) > now;
  return (
    <div className="choices">
      {organization && (
        <Term
          organization={organization}
          days={policyOf(settings, organization.id).termDays}
          settings={settings}
        />
      )}
      <Row title="Notifications">
        <Checkbox isSelected={notifications} onChange={(on) => void reminders.setNotifications(on)}>
          Tell me when a key is due soon, due, and each week after that
        </Checkbox>
        <div className="actions">
          <Button isPending={testing} onPress={() => void reminders.test()}>
            Show me one
          </Button>
          <Button onPress={() => void reminders.pause(paused ? 0 : 7)}>
            {paused ? 'Go on reminding' : 'Pause for a week'}
          </Button>
          {paused && (
            <span className="quiet small">Paused until {formatDay(new Date(pausedUntil ?? ''), now)}</span>
          )}
        </div>
      </Row>
      {organization && (
        <Row title="Market days">
          <MarketDays organizationId={organization.id} settings={settings} />
        </Row>
      )}
      <AtLogin />
      <Row title="Quiet hours">
        <Checkbox
          isSelected={quietHours !== null}
          onChange={(on) => void reminders.setQuietHours(on ? { from: '20:00', until: '08:00' } : null)}
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
              onChange={(from) => void reminders.setQuietHours({ ...quietHours, from })}
            />
            <span>until</span>
            <Select
              label="Quiet until"
              choices={hourChoices(quietHours.until)}
              words={(hour) => hour}
              value={quietHours.until}
              onChange={(until) => void reminders.setQuietHours({ ...quietHours, until })}
            />
          </div>
        )}
      </Row>
    </div>
  );
}

function AtLogin(): ReactElement {
  const { loginItem } = useStores();
  const state = useLoginItem((now) => now.state);
  const failure = useLoginItem((now) => failureOf(now.work));
  useEffect(() => void loginItem.look(), [loginItem]);
  return (
    <Row title="At login">
      <Checkbox
        isSelected={state === 'on'}
        isDisabled={state === undefined}
        onChange={(on) => void loginItem.choose(on)}
      >
        Start the Companion when I log in, in the tray, so that reminders come
      </Checkbox>
      {failure && <FailureNotice failure={failure} />}
    </Row>
  );
}

function Term({
  organization,
  days,
  settings,
}: {
  organization: { readonly id: string; readonly name: string };
  days: number;
  settings: ReminderPreferences;
}): ReactElement {
  const { reminders } = useStores();
  return (
    <Row title="New keys">
      <div className="actions">
        <span>Keys of {organization.name} are due after</span>
        <Select
          label="Days until a key is due"
          choices={termChoices(days)}
          words={termWords}
          value={String(days)}
          onChange={(chosen) => void reminders.setTerm(organization.id, Number(chosen))}
        />
      </div>
      {days > advisedTermDays && <p className="quiet small">{longTermWords}</p>}
      <KeyTerms organizationId={organization.id} settings={settings} />
    </Row>
  );
}

const Row = ({ title, children }: { title: string; children: ReactNode }): ReactElement => (
  <section className="section choice-row" aria-label={title}>
    <h3>{title}</h3>
    <div>{children}</div>
  </section>
);
