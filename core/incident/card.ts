import type { IncidentAssets } from '../../shared/incident.ts';
import { fullDayText } from '../../shared/wording/dates.ts';
import { cardSteps, safeFromKeys, support } from '../../shared/wording/incident-report.ts';
import { escaped, page } from './html.ts';

export interface CardFacts {
  readonly organizationName: string;
  readonly keysPage: string;
  readonly devices: IncidentAssets['devices'];
  readonly now: Date;
}

/** A page to print before anything happens: where to go, which keys there are, what to do. No secrets. */
export function cardHtml({ organizationName, keysPage, devices, now }: CardFacts): string {
  const rows = devices
    .filter(({ keys }) => keys.length > 0)
    .map(({ device, keys }) => {
      const names = keys.map(
        ({ name, tokenHint }) => `${escaped(name)} <small>${escaped(tokenHint)}</small>`,
      );
      return `<tr><td>${escaped(device ?? 'No device named')}</td><td>${names.join('<br>')}</td></tr>`;
    });
  return page(
    `Emergency card of ${organizationName}`,
    [
      `<h1>If a key leaks, or a device is lost</h1>`,
      `<p>${escaped(organizationName)}. Written on ${escaped(fullDayText(now))}: print a new one when keys change. There is nothing secret on it.</p>`,
      `<ol>${cardSteps(keysPage)
        .map((step) => `<li>${escaped(step)}</li>`)
        .join('')}</ol>`,
      '<h2>Keys by device</h2>',
      `<table><thead><tr><th scope="col">Device</th><th scope="col">Keys, and what each ends in</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
      '<h2>What a stolen key can’t reach</h2>',
      `<ul>${safeFromKeys.map((words) => `<li>${escaped(words)}</li>`).join('')}</ul>`,
      `<p>Help: ${escaped(support)}</p>`,
    ].join('\n'),
  );
}
