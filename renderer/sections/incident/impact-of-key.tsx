import type { ReactElement } from 'react';
import { actionLabel } from '../../../shared/audit/actions.ts';
import type { IncidentImpact } from '../../../shared/incident.ts';
import { formatMoment } from '../../../shared/wording/dates.ts';
import { timesWords, totalWords } from './impact-words.ts';

type Did = IncidentImpact['keys'][number];

/** What a key did that was used: its actions by kind, and the addresses they came from. */
export const ImpactOfKey = ({ did, now, isHere }: { did: Did; now: Date; isHere: boolean }): ReactElement => (
  <div className="impact-of-key">
    <h3>
      {did.name} <span className="quiet">{did.tokenHint}</span>
    </h3>
    <p className="quiet small">
      {totalWords(did, now)}{' '}
      {isHere && (
        <a href={`#audit?key=${encodeURIComponent(did.id)}`} aria-label={`Open in Audit: ${did.name}`}>
          Open in Audit
        </a>
      )}
    </p>
    <div className="impact-tables">
      <table>
        <caption className="spoken">What {did.name} did, by kind</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Times</th>
          </tr>
        </thead>
        <tbody>
          {did.actions.map(({ action, count, refused, changes }) => (
            <tr key={action}>
              <td>
                {actionLabel(action)}
                {changes && <span className="changes-something">changes something</span>}
              </td>
              <td className="exact">
                {timesWords(count)}
                {refused > 0 && <span className="quiet"> ({refused} refused)</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {did.addresses.length > 0 && (
        <table>
          <caption className="spoken">Where {did.name} was used from</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Times</th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            {did.addresses.map(({ ip, count, last, isNew }) => (
              <tr key={ip}>
                <td className="exact selectable">
                  {ip}
                  {isNew && <span className="not-seen-before">not seen before</span>}
                </td>
                <td className="exact">{timesWords(count)}</td>
                <td>{formatMoment(new Date(last), now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  </div>
);
