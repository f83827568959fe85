/** What people read of a suspicious text: in the window and on the command line. */
import type { Failure } from '../failure.ts';
import type { FoundInText, FoundKey, TextMatch } from '../incident.ts';
import { failureMessage } from './failures.ts';
import { capitalized, counted, inWords, listed } from './numbers.ts';

/** Said before anything is looked at. */
export const triedOnceWords =
  'A whole key that isn’t held here is tried once at Convene, to learn whose it is.';

const named = ({ name, market }: FoundKey): string => `“${name}” of ${market}`;
const because = (failure: Failure | undefined): string =>
  failure ? ` We couldn’t try the key itself: ${failureMessage(failure).title}` : '';

/** One sentence or two for each key of the text, in its order; then what of it couldn't be looked at. */
export function matchLines(match: TextMatch): string[] {
  const { found, cutShort, more, unread } = match;
  const lines = [
    ...found.map(foundWords),
    ...(cutShort > 0
      ? [
          `${capitalized(counted(cutShort, 'key'))} in it ${cutShort === 1 ? 'is' : 'are'} cut short. Paste the whole text, or the last four characters.`,
        ]
      : []),
    ...(more > 0
      ? [`${capitalized(counted(more, 'more key'))} in it weren’t looked at. Paste them by themselves.`]
      : []),
    ...unread.map(unreadWords),
  ];
  return lines.length > 0 ? lines : ['There is no key in this text.'];
}

function foundWords(found: FoundInText): string {
  const ends = `A key ending in ${found.tokenHint}`;
  switch (found.is) {
    case 'key':
      return found.by === 'token'
        ? `The text holds ${named(found.key)} (${found.tokenHint}).`
        : `${named(found.key)} is the only working key of yours that ends in ${found.tokenHint}. Only its ending tells that it is this one.${because(found.failure)}`;
    case 'several':
      return severalWords(found);
    case 'revoked':
      return revokedWords(found);
    case 'elsewhere':
      return found.server === undefined
        ? `${ends} is of ${found.market}, which isn’t one of your markets. It works: tell them, so that they revoke it.`
        : `${ends} is of ${found.market} at ${found.server}. Sign in there to revoke it.`;
    case 'unknown':
      return `No key of your markets ends in ${found.tokenHint}. We sent it nowhere. If it isn’t cut short, it is another organization’s.`;
    case 'not-told':
      return found.market === undefined
        ? `Whose the key ending in ${found.tokenHint} is isn’t known yet. It may be yours, and may work.${because(found.failure)}`
        : `${ends} works for ${found.market}. Which one it is can’t be told, because the list of its keys couldn’t be had.`;
  }
}

/** More than one ends so: all of them, and that none is taken for the other. */
export const severalWords = ({ keys, tokenHint, failure }: Extract<FoundInText, { is: 'several' }>): string =>
  `${capitalized(counted(keys.length, 'key'))} that work end in ${tokenHint}, and which one the text holds couldn’t be told: ${listed(keys.map(named), 'or')}.${because(failure)} To be sure, revoke ${keys.length === 2 ? 'both' : `all ${inWords(keys.length)}`}.`;

function revokedWords({ names, tokenHint }: Extract<FoundInText, { is: 'revoked' }>): string {
  const [only, another] = names;
  if (only === undefined)
    return `A key ending in ${tokenHint} opens nothing: Convene refuses it. It is revoked already, or not whole in this text.`;
  const which =
    another === undefined
      ? `“${only}”`
      : listed(
          names.map((name) => `“${name}”`),
          'or',
        );
  return `The key ending in ${tokenHint} is revoked already, and opens nothing. It was ${which}.`;
}

const unreadWords = ({ market, look }: TextMatch['unread'][number]): string =>
  look.state === 'not-allowed'
    ? `You may not see the keys of ${market}, so only Convene’s answer tells whether one is of it.`
    : `The keys of ${market} couldn’t be loaded${look.failure ? `: ${failureMessage(look.failure).title}` : '.'} So nothing in the text is called a stranger’s. Look again once Convene answers.`;

/** Something in the text may work, and isn't known for certain. */
export const isLeftOpen = ({ found, more }: TextMatch): boolean =>
  more > 0 || found.some(({ is }) => is === 'several' || is === 'not-told');

/** The keys that are known. */
export const keysFound = ({ found }: TextMatch): FoundKey[] =>
  found.flatMap((one) => (one.is === 'key' ? [one.key] : []));
