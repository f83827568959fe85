import { plainSentence, sentenceOf } from '../../shared/audit/sentence.ts';
import { safeFromKeys, withinReach } from '../../shared/wording/incident-report.ts';
import { outcomeWords, sessionOutcomeWords } from '../../shared/wording/revocation.ts';
import { escaped, page } from './html.ts';
import type { Report } from './report.ts';

/** The report as a page to save or print. */
export function reportHtml(report: Report): string {
  const title = report.device ? `Lost device: ${report.device}` : 'A key leaked';
  return page(
    `${title}, ${report.organization.name}`,
    [
      `<h1>${escaped(title)}</h1>`,
      `<p>${escaped(report.organization.name)} on ${escaped(report.server)}. Reported by ${escaped(report.by.name)} (${escaped(report.by.email)}) at ${time(report.reportedAt)}. This report was written at ${time(report.writtenAt)}, in the time zone ${escaped(report.timeZone)}.</p>`,
      report.lastTrustedAt ? `<p>Surely in good hands until ${time(report.lastTrustedAt)}.</p>` : '',
      '<h2>What was cut off</h2>',
      table(
        ['Key or sign-in', 'Ends in', 'Outcome', 'Convene’s time'],
        report.contained.map((item) => [
          escaped(item.what === 'session' ? `Convene Companion on ${item.name}` : item.name),
          escaped(item.endsIn ?? ''),
          outcome(item),
          item.at ? time(item.at) : '',
        ]),
      ),
      createdSince(report),
      impactPart(report),
      '<h2>What it could have touched</h2>',
      `<p>${escaped(withinReach(report.organization.name))}</p>`,
      '<h2>What stayed safe</h2>',
      `<ul>${safeFromKeys.map((words) => `<li>${escaped(words)}</li>`).join('')}</ul>`,
    ].join('\n'),
  );
}

const time = (at: string): string => `<span class="time">${escaped(at.replace('T', ' '))}</span>`;

function outcome({ what, outcome: how, triedAt, reason }: Report['contained'][number]): string {
  const words = (what === 'session' ? sessionOutcomeWords : outcomeWords)[how];
  const settled = how === 'refused-when-tried' || how === 'confirmed-by-convene';
  const tried = triedAt ? ` Tried at ${time(triedAt)}.` : '';
  const why = reason && how !== 'still-accepted' ? ` (${escaped(reason)})` : '';
  return settled ? `${escaped(words)}${tried}` : `<span class="open">${escaped(words)}</span>${tried}${why}`;
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`;

function createdSince({ createdSince: { keys, sessions } }: Report): string {
  if (keys.length + sessions.length === 0) return '';
  return `<h2>Made since by the same person, and still there</h2>${table(
    ['Key or sign-in', 'Ends in', 'Made'],
    [
      ...keys.map(({ name, endsIn, at }) => [escaped(name), escaped(endsIn), time(at)]),
      ...sessions.map(({ device, at }) => [escaped(`Sign-in on ${device}`), '', time(at)]),
    ],
  )}`;
}

function impactPart({ impact }: Report): string {
  if (!impact) return '<h2>What the keys did</h2><p>The audit log couldn’t be read.</p>';
  const keys = impact.keys.map((key) => [
    escaped(key.name),
    `${key.count}${key.more ? ' or more' : ''}`,
    key.first ? time(key.first) : '',
    key.last ? time(key.last) : '',
    key.addresses
      .map(({ ip, count, isNew }) => escaped(`${ip} (${count}${isNew ? ', new' : ''})`))
      .join('<br>'),
    String(key.refusedSince),
  ]);
  const lines = impact.lines.map((line) => [
    time(line.at),
    escaped(
      plainSentence(
        sentenceOf({
          actor: { kind: 'api_key', id: '', name: line.keyName },
          action: line.action,
          resource: line.resource,
          outcome: line.outcome,
        }),
      ),
    ),
    escaped(line.ip ?? ''),
    line.unusualHour ? 'unusual hour' : '',
  ]);
  return [
    `<h2>What the keys did since ${time(impact.since)}, until ${time(impact.until)}</h2>`,
    table(['Key', 'Actions', 'First', 'Last', 'From', 'Refused since'], keys),
    lines.length > 0 ? table(['At', 'What', 'From', ''], lines) : '<p>Nothing.</p>',
  ].join('\n');
}
