import { memo, type ReactElement, useId } from 'react';
import { actionLabel, actionOf, auditOutcomes } from '../../../shared/audit/actions.ts';
import { sentenceOf } from '../../../shared/audit/sentence.ts';
import type { AuditEventView, AuditFilter } from '../../../shared/audit/view.ts';
import { formatExactTime, fullDayText, timeText } from '../../../shared/wording/dates.ts';
import { unusualWords } from '../../../shared/wording/unusual.ts';
import { auditAddress } from '../../common/audit-address.ts';
import { useAudit, useKeys } from '../../store/use-stores.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { keysById } from './keys-by-id.ts';

/** One event as a sentence; pressed, with everything that Convene knows of it. */
export const EventRow = memo(function EventRow(parts: {
  event: AuditEventView;
  index: number;
  isOpen: boolean;
  tabIndex: number;
  onToggle: (index: number, eventId: string) => void;
}): ReactElement {
  const { event, isOpen } = parts;
  const id = useId();
  const hint = useKeys(({ view }) =>
    view.state === 'listed' && event.actor.kind === 'api_key'
      ? keysById(view.keys).get(event.actor.id)?.tokenHint
      : undefined,
  );
  const keyName = useKeys(({ view }) =>
    view.state === 'listed' && event.resource.kind === 'api_key'
      ? keysById(view.keys).get(event.resource.id)?.name
      : undefined,
  );
  const unusual = useAudit((state) => state.marks[event.id]);
  const { who, did, rest } = sentenceOf(event, { keyName: () => keyName });
  const isHot = event.action === 'api_key.revoked' || event.outcome !== 'ok';
  return (
    <>
      <button
        type="button"
        className={isHot ? 'event-line event-hot' : 'event-line'}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        tabIndex={parts.tabIndex}
        {...(unusual ? { 'aria-describedby': `${id}-why` } : {})}
        onClick={() => parts.onToggle(parts.index, event.id)}
      >
        <span className="event-time">{timeText(new Date(event.at))}</span>
        <Icon name={iconOf(event)} />
        <span className="event-words">
          {who} <b>{did}</b>
          {rest}
        </span>
        {unusual && (
          <span className="event-unusual">
            {unusual.map((one) => unusualWords(one).title).join(', ')}
            <span id={`${id}-why`} className="event-why">
              {unusual.map((one) => unusualWords(one).reason).join(' ')}
            </span>
          </span>
        )}
        <span className="event-by">{event.actor.kind === 'person' ? 'by hand' : (hint ?? '')}</span>
      </button>
      {isOpen && <Details id={id} event={event} />}
    </>
  );
});

function iconOf({ action, outcome }: AuditEventView): IconName {
  if (outcome !== 'ok') return 'close';
  if (action === 'api_key.revoked') return 'revoke';
  if (action === 'api_key.created') return 'plus';
  if (action.startsWith('session.')) return 'laptop';
  if (action.endsWith('.reminded')) return 'mail';
  return actionOf(action)?.kind === 'read' ? 'eye' : 'pencil';
}

function Details({ id, event }: { id: string; event: AuditEventView }): ReactElement {
  const filter = useAudit((state) => state.filter);
  const unusual = useAudit((state) => state.marks[event.id]);
  const at = new Date(event.at);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const only = (part: AuditFilter): string => auditAddress({ ...filter, ...part });
  return (
    <div id={id} className="event-details">
      {unusual && (
        <ul className="event-reasons">
          {unusual.map((one) => (
            <li key={one.mark}>
              {unusualWords(one).title}: {unusualWords(one).reason}
            </li>
          ))}
        </ul>
      )}
      <dl className="selectable">
        <dt>When</dt>
        <dd>
          {fullDayText(at)}, {formatExactTime(at)} ({zone})
        </dd>
        <dt>Who</dt>
        <dd>
          {event.actor.name}{' '}
          <a
            href={only(
              event.actor.kind === 'api_key' ? { keyId: event.actor.id } : { personId: event.actor.id },
            )}
          >
            Only this {event.actor.kind === 'api_key' ? 'key' : 'person'}
          </a>
        </dd>
        <dt>What</dt>
        <dd>
          {actionLabel(event.action)}{' '}
          <span className="quiet">
            ({event.action}, {event.resource.kind} {event.resource.id})
          </span>{' '}
          <a href={only({ action: event.action })}>Only this action</a>
        </dd>
        <dt>From</dt>
        <dd>
          {event.ip ?? 'not known'} {event.ip && <a href={only({ address: event.ip })}>Only this address</a>}
        </dd>
        <dt>Outcome</dt>
        <dd>{auditOutcomes.find(({ outcome }) => outcome === event.outcome)?.label ?? event.outcome}</dd>
        <dt>Entry</dt>
        <dd>{event.id}</dd>
      </dl>
    </div>
  );
}
