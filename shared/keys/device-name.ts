import { tidyDeviceName } from './key-name.ts';

/**
 * Which device a name means, decided here and nowhere else. A name is a spelling: one computer has several host names, a
 * keyboard writes `Büro` in two ways, and a person writes a capital or a space more. Names of one id are one device; names
 * that are only near may be, which a person has to say.
 */

/** What a home or office network, or a computer's own naming service, puts behind a host name. */
const networkSuffix =
  /(?:\.(?:local|localdomain|lan|home|home\.arpa|internal|intranet|private|corp|fritz\.box|speedport\.ip|easy\.box|router|station))+\.?$/i;

/** A host name: no space, and no dot at its beginning. */
const hostName = /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.?$/u;

const singleQuotes = /[‘’‚‛′`´ʹʻʼʽʾʿˈˊˋ]/gu;
const doubleQuotes = /[“”„‟″«»〝〞〟]|''/gu;
const dashes = /[\p{Pd}−]/gu;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}]/gu;

/**
 * The same for every spelling of one device: composed or not, in capitals or not, with any kind of quotes, dashes, widths and
 * spaces, with invisible characters, and whatever network a host name was got in. For comparing, not for showing.
 */
export function deviceId(name: string): string {
  // Signs also before: an accent by itself comes apart into a space and a mark.
  const folded = plainSigns(caseless(caseless(plainSigns(tidyDeviceName(name)))))
    .replace(/\s+/gu, ' ')
    .trim();
  return withoutNetworkSuffix(folded);
}

/** A host name as the computer had it before a network put something behind it; any other name, and one that is nothing else, stays. */
export const withoutNetworkSuffix = (name: string): string =>
  (hostName.test(name) && name.replace(networkSuffix, '')) || name;

const plainSigns = (text: string): string =>
  text.replace(singleQuotes, "'").replace(doubleQuotes, '"').replace(dashes, '-');

/** As a caseless match goes in Unicode: decomposed, so that neither order of marks nor width matters. */
const caseless = (text: string): string =>
  text.normalize('NFKD').replace(invisible, '').toUpperCase().toLowerCase().normalize('NFKD');

export const isSameDevice = (one: string, other: string): boolean => deviceId(one) === deviceId(other);

/**
 * Whether two names that aren't of one id may mean one device all the same: they differ in nothing but spaces, signs and accents; in
 * the domain of a host name; in the number that a network gives to the second of a name (`Anna-2`, `Anna (2)`); or in one
 * letter, as a slip does. Names that differ in a digit (`Stall 1`, `Stall 2`) are two devices.
 */
export function isNearDevice(one: string, other: string): boolean {
  const [id, otherId] = [deviceId(one), deviceId(other)];
  if (id === otherId) return false;
  const otherForms = nearForms(otherId);
  return nearForms(id).some((form) => otherForms.includes(form)) || isSlip(letters(id), letters(otherId));
}

function nearForms(id: string): string[] {
  const host = hostName.test(id) ? id.replace(/\..*$/u, '') : id;
  const first = host.replace(/(?:-\d{1,2}| \(\d{1,2}\))$/u, '');
  // Umlauts are also written out.
  const forms = [id, host, first].flatMap((form) => [form, form.replace(/([aou])\u0308/gu, '$1e')]);
  return [...new Set(forms.map(letters))].filter((form) => form !== '');
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

/** In a shorter name one letter makes another name. */
const shortestWithSlips = 6;

/** One letter more, less, or another one, or two that changed places; never a digit. */
function isSlip(one: string, other: string): boolean {
  const [shorter, longer] = one.length <= other.length ? [[...one], [...other]] : [[...other], [...one]];
  if (shorter.length < shortestWithSlips || longer.length - shorter.length > 1) return false;
  let begin = 0;
  while (begin < shorter.length && shorter[begin] === longer[begin]) begin += 1;
  let end = 0;
  while (end < shorter.length - begin && shorter.at(-1 - end) === longer.at(-1 - end)) end += 1;
  const left = shorter.slice(begin, shorter.length - end);
  const right = longer.slice(begin, longer.length - end);
  if ([...left, ...right].some((letter) => /\p{N}/u.test(letter))) return false;
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
