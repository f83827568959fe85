import { actionOf } from './actions.ts';
import type { AuditEventView } from './view.ts';

/** `who` **`did`**`rest`; written one after another, with a space after `who` only. */
export interface AuditSentence {
  readonly who: string;
  readonly did: string;
  /** Ends the sentence, with its point. */
  readonly rest: string;
}

export interface SentenceWords {
  /** The name of a key by its id, where it is known. */
  keyName?(keyId: string): string | undefined;
}

/** How a try that came to nothing goes on. */
const endings: Readonly<Record<string, string>> = {
  refused: ', refused: the key was revoked.',
  forbidden: ', refused: not allowed.',
  not_found: ', which isn’t there.',
  conflict: ', in conflict with something that is there already.',
  invalid: ', refused: the request made no sense to Convene.',
  failed: ', and Convene failed.',
};

/** An event as a person would tell it: "Claude Desktop on Market office laptop **changed booking 123**." */
export function sentenceOf(
  { actor, action, resource, outcome }: Pick<AuditEventView, 'actor' | 'action' | 'resource' | 'outcome'>,
  words: SentenceWords = {},
): AuditSentence {
  const who = actor.name.trim() || (actor.kind === 'api_key' ? 'A key' : 'Somebody');
  const subject = subjectOf(resource, words);
  const known = actionOf(action);
  if (outcome === 'ok') {
    return { who, did: known ? known.did(subject) : unknown('did', action, resource, subject), rest: '.' };
  }
  const did = known ? `tried to ${known.toDo(subject)}` : unknown('tried', action, resource, subject);
  return { who, did, rest: endings[outcome] ?? `, which ended as “${spaced(outcome)}”.` };
}

export const plainSentence = ({ who, did, rest }: AuditSentence): string => `${who} ${did}${rest}`;

function subjectOf({ kind, id }: AuditEventView['resource'], { keyName }: SentenceWords): string {
  switch (kind) {
    case 'api_key': {
      const name = keyName?.(id);
      return name === undefined ? 'a key' : `the key “${name}”`;
    }
    case 'vendor_application':
      return `application ${id}`;
    case 'session':
      return 'a sign-in';
    case 'organization':
      return 'the market';
    default:
      return `${spaced(kind)} ${id}`;
  }
}

/** No words for it: its own name in quotes, and to what it was done where that says more. */
const unknown = (
  verb: string,
  action: string,
  { kind }: AuditEventView['resource'],
  subject: string,
): string => `${verb} “${spaced(action)}”${kind === 'organization' ? '' : ` on ${subject}`}`;

const spaced = (name: string): string => name.replace(/[._]+/g, ' ').trim();
