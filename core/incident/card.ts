import encodeQR from 'qr';
import type { IncidentAssets } from '../../shared/incident.ts';
import { fullDayText } from '../../shared/wording/dates.ts';
import { marketNames } from '../../shared/wording/incident-markets.ts';
import { cardSteps, safeFromKeys, safeFromKeysOnly, support } from '../../shared/wording/incident-report.ts';
import { escaped, page } from './html.ts';

export interface CardFacts {
  readonly markets: readonly CardMarket[];
  readonly devices: readonly CardDevice[];
  readonly now: Date;
}

export interface CardMarket {
  readonly id: string;
  readonly name: string;
  readonly server: string;
  /** Its keys couldn't be looked at: those that are named aren't all. */
  readonly isPartly: boolean;
}

interface CardDevice {
  readonly device: string | null;
  readonly keys: readonly Pick<
    IncidentAssets['devices'][number]['keys'][number],
    'marketId' | 'name' | 'tokenHint'
  >[];
}

export const keysPageOf = (server: string): string => new URL('/admin/api_keys', server).href;

/** A page to print before anything happens: where to go, which keys there are, what to do. No secrets. */
export function cardHtml({ markets, devices, now }: CardFacts): string {
  const names = marketNames(markets);
  const pages = [...new Set(markets.map(({ server }) => keysPageOf(server)))];
  return page(
    `Emergency card of ${names}`,
    [
      `<div class="codes">${pages.map(codeOf).join('')}</div>`,
      '<h1>If a key leaks, or a device is lost</h1>',
      `<p>${escaped(names)}. Written on ${escaped(fullDayText(now))}: print a new one when keys change. There is nothing secret on it.</p>`,
      `<ol>${cardSteps(pages)
        .map((step) => `<li>${escaped(step)}</li>`)
        .join('')}</ol>`,
      ...markets.map((market) => marketPart(market, devices)),
      `<p><b>What a stolen key can’t reach:</b> ${escaped(safeFromKeys.join('; '))}. ${escaped(safeFromKeysOnly)}</p>`,
      `<p>Help: ${escaped(support)}</p>`,
    ].join('\n'),
  );
}

/** The address for a phone's camera, with the address itself beneath it. */
const codeOf = (address: string): string =>
  `<figure>${encodeQR(address, 'svg', { ecc: 'medium', border: 4 })}<figcaption>${escaped(address)}</figcaption></figure>`;

function marketPart(market: CardMarket, devices: readonly CardDevice[]): string {
  const rows = devices.flatMap(({ device, keys }) => {
    const names = keys
      .filter(({ marketId }) => marketId === market.id)
      .map(({ name, tokenHint }) => `${escaped(name)} <small>${escaped(tokenHint)}</small>`);
    return names.length === 0
      ? []
      : `<tr><td>${escaped(device ?? 'No device named')}</td><td>${names.join('<br>')}</td></tr>`;
  });
  const table = `<table><thead><tr><th scope="col">Device</th><th scope="col">Keys, and what each ends in</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const partly =
    '<p>Not all keys of this market could be looked at when this was written: there may be more.</p>';
  return [
    `<h2>${escaped(market.name)}: keys by device</h2>`,
    market.isPartly ? partly : '',
    rows.length > 0 ? table : market.isPartly ? '' : '<p>No keys.</p>',
  ].join('');
}
