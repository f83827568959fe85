import { capitalized, counted } from '../../../shared/wording/numbers.ts';

/** What somebody made while they may have been signed in as the person. Never called an attack: it may be their own. */
export function createdSinceWords(
  keys: number,
  sessions: number,
): { title: string; detail: string; button: string; question: string; yes: string } {
  const parts = [
    ...(keys > 0 ? [counted(keys, 'key')] : []),
    ...(sessions > 0 ? [counted(sessions, 'sign-in')] : []),
  ];
  const one = keys + sessions === 1;
  const these = one ? 'this one' : keys + sessions === 2 ? 'both' : 'all of these';
  return {
    title: `${capitalized(parts.join(' and '))} ${one ? 'was' : 'were'} made since then.`,
    detail: `${one ? 'It was' : 'They were'} made in your name, and not by this Companion. If that wasn’t you, revoke ${these}.`,
    button: `Revoke ${these}…`,
    question: `Revoke ${parts.join(' and ')} made since then?`,
    yes: `Revoke ${these}`,
  };
}
