import { capitalized, counted } from '../../../shared/wording/numbers.ts';

export interface OfferWords {
  readonly title: string;
  readonly detail: string;
  readonly button: string;
  readonly question: string;
}

const countedParts = (keys: number, sessions: number): string =>
  [...(keys > 0 ? [counted(keys, 'key')] : []), ...(sessions > 0 ? [counted(sessions, 'sign-in')] : [])].join(
    ' and ',
  );

/** What somebody made while they may have been signed in as one of us. Never called an attack: it may be their own. */
export function createdSinceWords(keys: number, sessions: number, maybeOwn = false): OfferWords {
  const one = keys + sessions === 1;
  const parts = countedParts(keys, sessions);
  const byUs = maybeOwn
    ? 'Our note of what this Companion made can’t be read, so it may be its own.'
    : `${one ? 'It wasn’t' : 'They weren’t'} made by this Companion.`;
  return {
    title: `${capitalized(parts)} ${one ? 'was' : 'were'} made since then.`,
    detail: `${byUs} If you don’t know ${one ? 'it' : 'them'}, revoke ${one ? 'it' : 'them'}.`,
    button: one ? 'Revoke it…' : 'Revoke them…',
    question: `Revoke what was made since then?`,
  };
}

/** Left alone until the person says that it is the same device. */
export function alikeWords(keys: number, sessions: number, device: string): OfferWords {
  const one = keys + sessions === 1;
  return {
    title: `${capitalized(countedParts(keys, sessions))} ${one ? 'is' : 'are'} on a device of a similar name.`,
    detail: `We left ${one ? 'it' : 'them'} alone. Is that ${device} under another name?`,
    button: 'Choose what to cut off…',
    question: `What else is on ${device}?`,
  };
}

export const offerYes = (chosen: number): string =>
  chosen === 0 ? 'Revoke' : chosen === 1 ? 'Revoke this one' : `Revoke all ${chosen}`;
