import { plainSentence, sentenceOf } from '../../shared/audit/sentence.ts';
import {
  passwordFirst,
  safeFromKeys,
  safeFromKeysOnly,
  withinReach,
} from '../../shared/wording/incident-report.ts';
import { listed } from '../../shared/wording/numbers.ts';
import { outcomeWords, sessionOutcomeWords } from '../../shared/wording/revocation.ts';
import { escaped, page } from './html.ts';
import type { Report } from './report.ts';

/** The report as a page to save or print. */
export function reportHtml(report: Report): string {
  const title = report.device ? `Lost device: ${report.device}` : 'A key leaked';
  const markets = listed(report.markets.map(({ name }) => name));
  const servers = listed([...new Set(report.markets.map(({ server }) => server))]);
  const reporter = report.by ? ` by ${escaped(report.by.name)} (${escaped(report.by.email)})` : '';
  return page(
    `${title}, ${markets}`,
    [
      `<h1>${escaped(title)}</h1>`,
      `<p>${escaped(markets)} on ${escaped(servers)}. Reported${reporter} at ${time(report.reportedAt)}. This report was written at ${time(report.writtenAt)}, in the time zone ${escaped(report.timeZone)}.</p>`,
      report.lastTrustedAt ? `<p>Surely in good hands until ${time(report.lastTrustedAt)}.</p>` : '',
      report.device ? `<p class="open">${escaped(passwordFirst)}</p>` : '',
      '<h2>What was cut off</h2>',
      report.markets.length > 1 ? marketCounts(report) : '',
      notLookedAt(report),
      table(
        ['Market', 'Key or sign-in', 'Ends in', 'Outcome', 'Convene’s time'],
        report.contained.map((item) => [
          escaped(item.market),
          escaped(item.what === 'session' ? `Convene Companion on ${item.name}` : item.name) +
            whose(item.person),
          escaped(item.endsIn ?? ''),
          outcome(item) + replaced(item),
          item.at ? time(item.at) : '',
        ]),
      ),
      createdSince(report),
      impactPart(report),
      '<h2>What it could have touched</h2>',
      `<p>${escaped(withinReach(markets))}</p>`,
      report.device ? '<h2>What a key can’t reach</h2>' : '<h2>What stayed safe</h2>',
      report.device ? `<p>${escaped(safeFromKeysOnly)}</p>` : '',
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

const replaced = ({ replacedBy }: Report['contained'][number]): string =>
  replacedBy ? ` ${escaped(`Replaced by “${replacedBy.name}”, ending in ${replacedBy.endsIn}.`)}` : '';

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table>`;

const whose = (person: Report['by']): string =>
  person ? `<br><small>${escaped(`${person.name}, ${person.email}`)}</small>` : '';

const marketCounts = ({ markets }: Report): string =>
  table(
    ['Market', 'Confirmed'],
    markets.map(({ name, contained, of }) => [
      escaped(name),
      of === 0 ? 'nothing of it found' : `${contained} of ${of}`,
    ]),
  );

const notLookedAt = ({ notLookedAt: gaps }: Report): string =>
  gaps.map((words) => `<p class="open">${escaped(words)}</p>`).join('');

const createdSince = ({ createdSince: made, alike }: Report): string =>
  `${stillThere('Made since, and still there', made)}${stillThere('On devices of a similar name, and still there', alike)}`;

function stillThere(title: string, { keys, sessions }: Report['alike']): string {
  if (keys.length + sessions.length === 0) return '';
  return `<h2>${escaped(title)}</h2>${table(
    ['Market', 'Key or sign-in', 'Ends in', 'Made'],
    [
      ...keys.map((key) => [
        escaped(key.market),
        escaped(key.name) + whose(key.person),
        escaped(key.endsIn),
        time(key.at),
      ]),
      ...sessions.map((session) => [
        escaped(session.market),
        escaped(`Sign-in on ${session.device}`) + whose(session.person),
        '',
        time(session.at),
      ]),
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
  const notRead =
    impact.notRead.length > 0
      ? `<p class="open">${escaped(`The audit log of ${listed(impact.notRead)} couldn’t be read.`)}</p>`
      : '';
  return [
    `<h2>What the keys did since ${time(impact.since)}, until ${time(impact.until)}</h2>`,
    notRead,
    table(['Key', 'Actions', 'First', 'Last', 'From', 'Refused since'], keys),
    lines.length > 0 ? table(['At', 'What', 'From', ''], lines) : '<p>Nothing.</p>',
  ].join('\n');
}
