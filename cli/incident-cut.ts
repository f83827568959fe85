/** What is cut off when a key leaked or a device is lost: named, agreed to, and begun. */
import type { IncidentView, TextMatch } from '../shared/incident.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { marketGap } from '../shared/wording/incident-markets.ts';
import { matchLines, triedOnceWords } from '../shared/wording/text-match.ts';
import { agreeTo } from './agree.ts';
import { leakedKeys, pickDevice } from './incident-choice.ts';
import { assetLine } from './incident-lines.ts';
import { say } from './output.ts';
import { readText } from './read-text.ts';
import type { Terminal } from './terminal.ts';
import { wrongUse } from './words.ts';

type Asked = Parameters<Terminal['companion']['incidents']['begin']>[0];
type Named = Parameters<typeof assetLine>[0] & {
  readonly market?: string;
  readonly person?: IncidentView['items'][number]['person'];
};
interface Cut {
  readonly asked: Asked;
  readonly named: readonly Named[];
  readonly thisOne: boolean;
  readonly sure: boolean;
}

export interface Leaked {
  readonly incident: IncidentView;
  /** What the text holds, where there was one. */
  readonly text?: TextMatch;
}

/** Leaked keys: by name, or found in a text. */
export async function leak(
  terminal: Terminal,
  which: readonly string[],
  options: { textFrom?: string; yes?: boolean; lastTrustedAt: string | null; json: boolean },
): Promise<Result<Leaked>> {
  const { textFrom, lastTrustedAt, json } = options;
  if (which.length === 0 && textFrom === undefined)
    return failed(wrongUse('Which key? Name it, or say where a text with it is: --text-from <file>.'));
  const text = textFrom === undefined ? ok(undefined) : await readText(textFrom, terminal.input);
  if (!text.ok) return text;
  if (text.value !== undefined && !json) say(terminal, triedOnceWords);
  const found = await leakedKeys(terminal, which, text.value);
  if (!found.ok) return found;
  const { keys, match } = found.value;
  if (match && !json) for (const line of matchLines(match)) say(terminal, line);
  const begun = await cut(terminal, {
    asked: {
      kind: 'leak',
      keyIds: keys.filter(({ marketId }) => marketId === undefined).map(({ id }) => id),
      sessionIds: [],
      assets: keys.flatMap(({ marketId, id }) =>
        marketId === undefined ? [] : [{ what: 'key' as const, marketId, id }],
      ),
      lastTrustedAt,
    },
    named: keys.map((key) => ({ what: 'key', ...key })),
    thisOne: false,
    sure: options.yes ?? false,
  });
  return begun.ok ? ok({ incident: begun.value, ...(match ? { text: match } : {}) }) : begun;
}

/** Everything of a device, in every market of the person. */
export async function loseDevice(
  terminal: Terminal,
  which: string,
  lastTrustedAt: string | null,
  sure: boolean,
): Promise<Result<IncidentView>> {
  const { keys, incidents } = terminal.companion;
  await keys.refresh();
  const assets = await incidents.assets();
  if (!assets.ok) return assets;
  const found = pickDevice(assets.value, which);
  if (!found.ok) return found;
  const { device, thisOne, keys: keysThere, sessions } = found.value;
  const { markets } = assets.value;
  const name = (marketId: string): string => markets.find(({ id }) => id === marketId)?.name ?? marketId;
  const marketOf = ({ marketId }: { readonly marketId: string }) =>
    markets.length > 1 ? { market: name(marketId) } : {};
  if (!sure)
    for (const { title, detail } of markets.flatMap((market) => marketGap(market, device) ?? []))
      say(terminal, `! ${title} ${detail}`);
  return cut(terminal, {
    asked: {
      kind: 'device',
      device,
      keyIds: [],
      sessionIds: [],
      assets: [
        ...sessions.map(({ marketId, id }) => ({ what: 'session' as const, marketId, id })),
        ...keysThere.map(({ marketId, id }) => ({ what: 'key' as const, marketId, id })),
      ],
      lastTrustedAt,
    },
    named: [
      ...sessions.map((one) => ({
        what: 'session' as const,
        name: device,
        ...marketOf(one),
        person: one.person,
      })),
      ...keysThere.map((key) => ({ what: 'key' as const, ...key, ...marketOf(key) })),
    ],
    thisOne,
    sure,
  });
}

/** Names everything, asks, begins, and waits until each part was asked for once. */
async function cut(terminal: Terminal, { asked, named, thisOne, sure }: Cut): Promise<Result<IncidentView>> {
  if (!sure) for (const one of named) say(terminal, `  ${assetLine(one)}${ofWhom(one)}`);
  const agreed = await agreeTo(terminal, {
    question: `Cut ${named.length === 1 ? 'this' : `these ${named.length}`} off? It stops working at once and can’t be brought back.${thisOne ? ' This is the computer you are at: it is signed out last.' : ''}`,
    sure,
    how: `Add --yes to revoke unasked: ${named.map(assetLine).join(', ')}.`,
  });
  if (!agreed.ok) return agreed;
  const { incidents } = terminal.companion;
  const begun = await incidents.begin(asked);
  if (!begun.ok) return begun;
  return incidents.settled(begun.value.id);
}

const ofWhom = ({ market, person }: Named): string => {
  const parts = [...(person ? [person.name] : []), ...(market ? [market] : [])];
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
};
