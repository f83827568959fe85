import { capitalized, counted, inWords } from '../../shared/wording/numbers.ts';
import { groupKeys } from './group-keys.ts';
import { isWorking, type MarkedKey, needsReplacing } from './key-mark.ts';

/** A place in the list that asks for something, with the key to go to. */
export interface Attention {
  readonly label: string;
  readonly keyId: string;
}

export interface KeysSummary {
  readonly title: string;
  /** At most three; `more` counts the places beyond them. */
  readonly attention: readonly Attention[];
  readonly more: number;
  /** Working keys that ask for nothing. */
  readonly inOrder: number;
  /** The working key that is due next, when nothing asks for attention. */
  readonly nextDue: MarkedKey | undefined;
  /** How many keys the tab counts. */
  readonly urgent: number;
}

const mostPlaces = 3;

/** The answer at the top of the list, and where to go from there. */
export function summarizeKeys(keys: readonly MarkedKey[], deviceName: string): KeysSummary {
  const working = keys.filter(isWorking);
  const unsure = working.filter(({ mark }) => mark === 'not-confirmed');
  const replace = working.filter(needsReplacing);
  const unknown = working.filter(({ mark }) => mark === 'not-recognized');
  const asking = [...unsure, ...replace, ...unknown];
  const soon = working.filter(({ mark }) => mark === 'due-soon');
  const places = attentionPlaces(asking, deviceName);
  return {
    title: titleOf({
      all: keys.length,
      working: working.length,
      unsure: unsure.length,
      replace: replace.length,
      unknown: unknown.length,
      soon: soon.length,
    }),
    attention: places.slice(0, mostPlaces),
    more: Math.max(0, places.length - mostPlaces),
    inOrder: working.length - asking.length,
    nextDue: asking.length > 0 ? undefined : groupKeys(working, deviceName, 'due')[0]?.keys[0],
    urgent: unsure.length + replace.length,
  };
}

interface Counts {
  readonly all: number;
  readonly working: number;
  readonly unsure: number;
  readonly replace: number;
  readonly unknown: number;
  readonly soon: number;
}

function titleOf({ all, working, unsure, replace, unknown, soon }: Counts): string {
  // What may be live outweighs everything else; the places below name the rest.
  if (unsure > 0) return `${capitalized(counted(unsure, 'key'))} may still work.`;
  const sentences: string[] = [];
  if (replace > 0)
    sentences.push(`${capitalized(counted(replace, 'key'))} ${replace === 1 ? 'needs' : 'need'} replacing.`);
  if (unknown > 0)
    sentences.push(
      sentences.length > 0
        ? `${capitalized(inWords(unknown))} we don’t recognize.`
        : `${capitalized(counted(unknown, 'key'))} we don’t recognize.`,
    );
  if (sentences.length > 0) return sentences.join(' ');
  if (all === 0) return 'No keys yet.';
  if (working === 0) return 'No key works any more.';
  if (soon > 0) {
    const due = `${capitalized(counted(soon, 'key'))} ${soon === 1 ? 'is' : 'are'} due soon.`;
    return soon === working ? due : `${due} The rest are in order.`;
  }
  if (working === 1) return 'Your one key is in order.';
  return working === 2 ? 'Both keys are in order.' : `All ${inWords(working)} keys are in order.`;
}

function attentionPlaces(asking: readonly MarkedKey[], deviceName: string): Attention[] {
  return groupKeys(asking, deviceName).flatMap(({ kind, title, keys }) => {
    const [first] = keys;
    if (!first) return [];
    if (kind !== 'no-device') return [{ label: title, keyId: first.id }];
    return [{ label: keys.length === 1 ? 'the unknown key' : 'the unknown keys', keyId: first.id }];
  });
}
