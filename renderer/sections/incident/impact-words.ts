import { type AuditSentence, sentenceOf } from '../../../shared/audit/sentence.ts';
import type { IncidentImpact } from '../../../shared/incident.ts';
import { parseKeyName } from '../../../shared/keys/key-name.ts';
import { asOfText } from '../../../shared/wording/dates.ts';
import { capitalized, counted } from '../../../shared/wording/numbers.ts';

type Line = IncidentImpact['lines'][number];

/** An action as the audit log tells it, with the assistant alone: the key's device is known here. */
export function lineSentence({ keyName, action, resource, outcome }: Line): AuditSentence {
  const name = parseKeyName(keyName)?.assistant ?? `“${keyName}”`;
  return sentenceOf({ actor: { kind: 'api_key', id: '', name }, action, resource, outcome });
}

/** The answer over the details: whether anything was changed at all. */
export function changesWords({ keys }: IncidentImpact): string {
  const actions = keys.flatMap((key) => key.actions);
  const all = keys.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return 'They did nothing in that time.';
  const changed = actions
    .filter(({ changes }) => changes)
    .reduce((sum, { count, refused }) => sum + count - refused, 0);
  const more = keys.some((key) => key.more) ? ' There is more than we read here; Audit has all of it.' : '';
  const newAddresses = new Set(
    keys.flatMap(({ addresses }) => addresses.filter(({ isNew }) => isNew).map(({ ip }) => ip)),
  ).size;
  const where =
    newAddresses === 0
      ? ''
      : ` ${capitalized(counted(newAddresses, 'address', 'addresses'))} ${newAddresses === 1 ? 'wasn’t' : 'weren’t'} seen before.`;
  const did =
    changed === 0
      ? 'Nothing was approved, changed or credited.'
      : `${capitalized(counted(changed, 'action'))} changed something.`;
  return `${did}${where}${more}`;
}

export const timesWords = (count: number): string => count.toLocaleString('en-US');

/** `12 actions, from 9:03 today to 10:01 today.` */
export function totalWords({ count, first, last, more }: IncidentImpact['keys'][number], now: Date): string {
  if (count === 0 || first === null || last === null) return 'No action in that time.';
  const actions = `${more ? 'More than ' : ''}${counted(count, 'action')}`;
  const began = asOfText(new Date(first), now);
  if (first === last) return `${capitalized(actions)}, at ${began}.`;
  return `${capitalized(actions)}, from ${began} to ${asOfText(new Date(last), now)}.`;
}
