import { createHash } from 'node:crypto';

/** What of an event can be searched for. */
export interface Searched {
  readonly organization_id: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly action: string;
  readonly resource_kind: string;
  readonly resource_id: string;
  readonly ip: string | null;
  readonly outcome: string;
}

/** Words that can be looked up by their beginning have an entry for each of these lengths. */
const indexedBeginnings = [1, 2, 3] as const;
export const longestBeginning = 3;
const longestWord = 60;

/** Everything that belongs to one organization begins with this, so that no search reads another's. */
const scopeOf = (organizationId: string): string =>
  createHash('sha256').update(organizationId).digest('hex').slice(0, 12);

type Facet = 'key' | 'actor' | 'action' | 'outcome' | 'ip';
const letters: Readonly<Record<Facet, string>> = { key: 'k', actor: 'a', action: 'c', outcome: 'o', ip: 'i' };

/** The entry of a value that must be met exactly. In hex, because the index knows no capitals. */
const facetIn = (scope: string, facet: Facet, value: string): string =>
  `${scope}${letters[facet]}${Buffer.from(value).toString('hex')}`;
export const facetEntry = (organizationId: string, facet: Facet, value: string): string =>
  facetIn(scopeOf(organizationId), facet, value);
export const wordEntry = (organizationId: string, word: string): string =>
  `${scopeOf(organizationId)}w${word}`;
export const beginningEntry = (organizationId: string, beginning: string): string =>
  `${scopeOf(organizationId)}b${beginning}`;

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The words as they stand in a text: `stall-4`, `booking.updated`, `203.0.113.24`; small, without accents. */
export const wordsIn = (text: string): string[] =>
  plain(text)
    .split(/[^\p{L}\p{N}._:-]+/u)
    .map((word) => word.replace(/^[._:-]+/, '').slice(0, longestWord))
    .filter((word) => word !== '');

/** The beginnings of an IPv4 address that end with a dot: a search for `203.0` then reads one entry, not thousands. */
const networksOf = (ip: string): string[] => {
  const [first, second, third, fourth] = ip.split('.');
  return fourth === undefined ? [] : [`${first}.`, `${first}.${second}.`, `${first}.${second}.${third}.`];
};

/** Every word of an event, whole and by its parts. */
export function wordsOf(event: Searched): Set<string> {
  const words = new Set<string>();
  const { actor_name, action, resource_kind, resource_id, ip } = event;
  for (const word of [actor_name, action, resource_kind, resource_id].flatMap(wordsIn)) {
    words.add(word);
    for (const part of word.split(/[._:-]+/)) if (part !== '') words.add(part);
  }
  if (ip !== null) for (const word of [...wordsIn(ip), ...networksOf(ip)]) words.add(word);
  return words;
}

/** All entries of an event in the search index, separated by spaces. */
export function entriesOf(event: Searched, words: ReadonlySet<string>): string {
  const { actor_kind, actor_id, action, resource_kind, resource_id } = event;
  const scope = scopeOf(event.organization_id);
  const entries = new Set([
    facetIn(scope, 'actor', actor_id),
    facetIn(scope, 'action', action),
    facetIn(scope, 'outcome', event.outcome),
  ]);
  if (event.ip !== null) entries.add(facetIn(scope, 'ip', event.ip));
  if (actor_kind === 'api_key') entries.add(facetIn(scope, 'key', actor_id));
  if (resource_kind === 'api_key') entries.add(facetIn(scope, 'key', resource_id));
  for (const word of words) {
    entries.add(`${scope}w${word}`);
    for (const length of indexedBeginnings) entries.add(`${scope}b${word.slice(0, length)}`);
  }
  return [...entries].join(' ');
}
