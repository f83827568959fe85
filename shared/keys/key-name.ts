/**
 * The name of a key is the only place where Convene's web page shows which device a key is on, so it is written
 * for people: `<assistant> on <device>`. Names that don't follow the form are shown as they are.
 */
export interface SuccessorNameDeps {
  readonly assistant: string;
  readonly device: string;
}

/** Convene's limit for a name, in characters. */
const longestName = 255;
const longestDevice = 120;

/** Control characters and half characters. */
const unprintable = /[\p{Cc}\p{Cs}]/gu;
/** Marks that turn the reading direction, and what nobody sees; joiners of emoji are fine. */
const unseen = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;

/** Printable, composed, single-spaced, and short enough that the assistant's part always survives. */
export function tidyDeviceName(raw: string): string {
  const seen = raw.normalize('NFC').replace(unseen, '').replace(unprintable, ' ');
  const oneLine = seen.replace(/\s+/g, ' ').trim();
  return shortened(oneLine, longestDevice) || 'this computer';
}

/** Cut between characters as people see them, which may be several of the computer's. */
export function shortened(oneLine: string, longest: number): string {
  if (oneLine.length <= longest) return oneLine;
  const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(oneLine)];
  let tidy = '';
  for (const { segment } of characters) {
    if (tidy.length + segment.length > longest) break;
    tidy += segment;
  }
  return tidy.trim();
}

export const keyName = (assistant: string, device: string): string =>
  withTail(assistant.trim(), ` on ${tidyDeviceName(device)}`);

/** As long as Convene allows: what comes first is cut, because the tail tells names apart. */
export const withTail = (text: string, tail: string): string =>
  `${shortened(text, longestName - tail.length)}${tail}`;

/** `Claude Desktop on Market office laptop (2)`: where another computer of that name has the key of that name. */
export const numberedName = (name: string, number: number): string => withTail(name, ` (${number})`);

/** A name without such a number. */
export const withoutNumber = (name: string): string => name.replace(/ \(\d{1,3}\)$/, '');

/** `, renewed 23 Nov 2026`, with the time of day where two fall on one day. */
const mark = /, renewed \d{1,2} [A-Z][a-z]{2} \d{4}(?: \d{2}:\d{2}(?::\d{2})?)?$/;

/** A key's name without the mark of a renewal, by which its device is known. */
export const withoutRenewal = (name: string): string => name.replace(mark, '');

/** The same key on a device that is called otherwise: `Claude Desktop on Till (2), renewed 23 Nov 2026` keeps what it is and when it was renewed. */
export function withDevice(name: string, device: string): string {
  const parts = parseKeyName(name);
  if (!parts) return name;
  const renewal = mark.exec(name.trim())?.[0] ?? '';
  return withTail(parts.assistant, ` on ${tidyDeviceName(device)}${renewal}`);
}

/** `Claude Desktop on Market office laptop` → its parts, without when it was renewed; undefined when the name says no device. */
export function parseKeyName(name: string): SuccessorNameDeps | undefined {
  const match = /^(?<assistant>.*?\S) on (?<device>\S.*)$/su.exec(withoutRenewal(name.trim()));
  const assistant = match?.groups?.assistant;
  const device = match?.groups?.device;
  return assistant && device ? { assistant, device } : undefined;
}
