import type { Failure, FailureCode } from '../failure.ts';
import type { KeyView, Proof } from '../keys/key-view.ts';
import type { OpenRevocation } from '../revocations.ts';
import { asOfText, formatExactTime, relativeDayText } from './dates.ts';

/** What people read of a revocation: in the window, on the command line, of an incident's parts and in its report. */

const exact = (at: string): string => formatExactTime(new Date(at));

export const untestedWords = 'Convene confirmed it. We hold no copy, so we couldn’t test it.';

export const revokedTitle = (name: string): string => `“${name}” is revoked.`;

export const revokedDetail = ({ kind }: Proof): string =>
  `Nobody can use it any more. ${kind === 'refused' ? 'We tried it ourselves to be sure.' : untestedWords}`;

/** How it is known, in one line. */
export const proofWords = (proof: Proof | undefined): string =>
  proof?.kind === 'refused'
    ? `Convene confirmed it. We tried the old key at ${exact(proof.testedAt)}, and it was refused.`
    : untestedWords;

/** In whole sentences with their days, for a terminal. */
export function provenLines(proof: Proof, now: Date): string[] {
  const when = (at: string): string => `${relativeDayText(new Date(at), now)}, ${exact(at)}`;
  return [
    `Revoked ${when(proof.revokedAt)}.`,
    proof.kind === 'refused'
      ? `We tried the old key once more: Convene refused it ${when(proof.testedAt)}.`
      : untestedWords,
  ];
}

/** The lines of a proof slip, with their times; what we couldn't do has none. */
export function proofLines(
  { tokenHint }: Pick<KeyView, 'tokenHint'>,
  proof: Proof,
): { time: string; words: string }[] {
  const confirmed = {
    time: exact(proof.revokedAt),
    words: `Convene confirmed that the key ending in ${tokenHint} is revoked.`,
  };
  return proof.kind === 'confirmed'
    ? [confirmed, { time: '', words: 'We hold no copy of it, so we couldn’t test it.' }]
    : [
        confirmed,
        { time: exact(proof.testedAt), words: 'We tried the old key once more. Convene refused it.' },
      ];
}

/** The key may work still, and how to treat it. */
export interface RevocationTrouble {
  readonly title: string;
  /** Before the key's name. */
  readonly mark: 'Not confirmed' | 'Still works';
  readonly happened: string;
  readonly live: string;
  readonly todo: string;
}

export const treatAsLive = 'Treat this key as live.';

/** Absent where it isn't in doubt whether the key is revoked. */
export function revocationTrouble(
  { code, cause, at }: Pick<Failure, 'code' | 'cause' | 'at'>,
  { tokenHint }: { readonly tokenHint?: string | undefined } = {},
): RevocationTrouble | undefined {
  if (code === 'revocation-unconfirmed') return unconfirmedWords(cause);
  return code === 'revoked-key-accepted' ? stillWorksWords(at, tokenHint) : undefined;
}

/** Of a key in the list whose revocation is open. */
export const openRevocationWords = ({
  stillAcceptedAt,
  tokenHint,
}: Pick<KeyView, 'stillAcceptedAt' | 'tokenHint'>): RevocationTrouble =>
  stillAcceptedAt === undefined ? unconfirmedWords() : stillWorksWords(stillAcceptedAt, tokenHint);

/** The name by which people know what may still work. */
export const whatMayWork = ({ what, name }: Pick<OpenRevocation, 'what' | 'name'>): string =>
  what === 'key' ? name : `The sign-in on ${name}`;

/** An alarm about what may still work, in whichever market and whoever asked: all that tells it from others. */
export interface AlarmWords {
  readonly title: string;
  /** Which market at which server, and since when. */
  readonly where: string;
  readonly happened: string;
  readonly live: string;
  /** Who asks for it again, and when. */
  readonly next: string;
}

export function alarmWords(one: OpenRevocation, now: Date): AlarmWords {
  const { mark, happened } =
    one.stillAcceptedAt === undefined ? unconfirmedWords() : stillWorksWords(one.stillAcceptedAt, undefined);
  const host = one.server === undefined ? undefined : one.server.replace(/^https?:\/\//u, '');
  const at = [one.market, host].filter((part) => part !== undefined).join(' at ');
  return {
    title: `${mark}: ${whatMayWork(one)}`,
    where: `${at === '' ? '' : `${at}. `}Asked for at ${asOfText(new Date(one.askedAt), now)}.`,
    happened,
    live: one.what === 'key' ? treatAsLive : 'Treat that device as signed in.',
    next: nextTryWords(one),
  };
}

/** By whom it is asked for again: a promise that has to be true. */
function nextTryWords({ canTry, askedBy }: OpenRevocation): string {
  if (canTry) return 'We keep trying.';
  const whom = askedBy.length > 0 ? askedBy.join(' or ') : 'somebody who manages keys there';
  return `We ask again as soon as ${whom} signs in here.`;
}

const unconfirmedWords = (cause?: FailureCode): RevocationTrouble => ({
  title: 'Not revoked yet.',
  mark: 'Not confirmed',
  happened: noAnswerWords(cause),
  live: treatAsLive,
  todo: 'We keep trying.',
});

/** Convene says revoked, and accepted the key `at` that moment all the same. */
export const stillWorksWords = (
  at: string | undefined,
  tokenHint: string | undefined,
): RevocationTrouble => ({
  title: 'Convene says revoked, but the key still works.',
  mark: 'Still works',
  happened: `We tried the old key${at ? ` at ${exact(at)}` : ''}, and Convene accepted it.`,
  live: treatAsLive,
  todo: `Try once more; if it stays, write to hello@convene.markets${tokenHint ? ` with the key’s ending, ${tokenHint}` : ''}.`,
});

/** Why it isn't known whether something has ended. */
export function noAnswerWords(cause: FailureCode | undefined, triedAt?: string): string {
  switch (cause) {
    case undefined:
      return 'Convene hasn’t confirmed it.';
    case 'offline':
      return `The connection dropped${triedAt ? ` at ${exact(triedAt)},` : ''} before Convene answered.`;
    case 'timed-out':
      return `We asked${triedAt ? ` at ${exact(triedAt)}` : ''}, and Convene hasn’t answered.`;
    default:
      return 'Convene gave no clear answer.';
  }
}

/** How each part of an incident was cut off, for people who weren't there. */
export const outcomeWords = {
  'refused-when-tried': 'Revoked. We tried the key once more, and Convene refused it.',
  'confirmed-by-convene': 'Revoked, as Convene confirmed. No copy was at hand to try.',
  'not-confirmed': 'NOT CONFIRMED. Treat it as working.',
  'still-accepted': 'STILL ACCEPTED when it was tried, though Convene calls it revoked.',
  'refused-by-convene': 'NOT REVOKED: Convene refused to do it.',
} as const;

export const sessionOutcomeWords = {
  ...outcomeWords,
  'confirmed-by-convene': 'Signed out, as Convene confirmed.',
  'not-confirmed': 'NOT CONFIRMED. It may still be signed in.',
  'refused-by-convene': 'NOT SIGNED OUT: Convene refused to do it.',
} as const;
