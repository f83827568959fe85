/** What of settings may be shown: only what is known to be harmless. Everything else is dots. */

export const dots = '••••••';

const secretNames =
  /key|token|secret|passw|pwd|passcode|auth|credential|cookie|session|signature|bearer|private|login|dsn|connection.?string|\b(?:pin|otp|pass|pw|user(?:name)?)\b/i;

/** Everything below these may be secret, whatever its name. */
const secretGroups = new Set(['env', 'headers', 'inputs']);

/** Whether all below a key is hidden. */
export const hidesAllBelow = (key: string): boolean =>
  secretGroups.has(key.toLowerCase()) || secretNames.test(key.slice(0, longest));

/** Nothing longer is looked at, nor shown. */
const longest = 200;

/** Keys whose values name a program or a file. */
const placeKeys = new Set(['command', 'cwd', 'path', 'file']);
/** Keys whose values are addresses. */
const addressKeys = new Set(['url', 'serverUrl', 'httpUrl', '$schema']);
/** Keys whose values are one of a few words. */
const wordKeys = new Set(['type', 'transport', 'source', 'theme', 'mode', 'colorTheme']);

const program = /^[A-Za-z][A-Za-z._-]{0,30}\d{0,2}(?:\.\d{1,2})?$/;
const word = /^[A-Za-z][A-Za-z_-]{0,30}$/;

/** Whether the text under this key may be shown. */
export function isHarmlessValue(key: string, text: string): boolean {
  if (text.length > longest) return false;
  if (placeKeys.has(key)) return program.test(text) || isHarmlessPath(text);
  if (addressKeys.has(key)) return isHarmlessAddress(text);
  return wordKeys.has(key) && word.test(text);
}

/** A flag by itself: `--stdio`, `-y`. */
const flag = /^(?:--[A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){0,4}|-[A-Za-z])$/;
/** Flags behind which no value of theirs follows. */
const aloneFlags = new Set(['-y', '--yes', '-q', '--quiet', '--stdio', '-v', '--verbose', '--no-install']);
/** Words that start something. */
const verbs = new Set([
  'run',
  'start',
  'serve',
  'server',
  'mcp',
  'stdio',
  'exec',
  'dlx',
  'tool',
  'connect',
  'x',
]);
const scopedPackage = /^@[a-z0-9-]{1,40}\/[a-z0-9._-]{1,60}(?:@[\w.^~-]{1,20})?$/;
const serverPackage = /^(?=.{0,60}(?:mcp|server))[a-z0-9._-]{1,60}(?:@[\w.^~-]{1,20})?$/;
const script = /^[A-Za-z][A-Za-z_-]{0,30}\.(?:[cm]?[jt]s|py|sh|exe|jar)$/;

const takesAnything = (before: string): boolean =>
  before.length > longest || /^-[A-Za-z]$/.test(before) || secretNames.test(before);

/** Whether an argument may be shown; `before` is the one before it. */
export function isHarmlessArgument(text: string, before: string | undefined): boolean {
  if (text.length > longest) return false;
  const follows = before?.startsWith('-') === true && !aloneFlags.has(before);
  // What a flag takes may be anything, and so may what a shell is to run.
  if (follows && takesAnything(before)) return false;
  if (isHarmlessPath(text)) return true;
  if (follows) return flag.test(text);
  return (
    flag.test(text) ||
    verbs.has(text) ||
    script.test(text) ||
    ((scopedPackage.test(text) || serverPackage.test(text)) && !isMixed(text)) ||
    isHarmlessAddress(text)
  );
}

/** Whether a key may be shown: somebody may have put a value there. */
export const isHarmlessName = (name: string): boolean =>
  name.length <= 60 && (/^[A-Za-z$_][\w$.:@/ -]*$/.test(name) || isHarmlessPath(name)) && !isMixed(name);

const numericKeys =
  /port|timeout|millis|ms$|seconds|minutes|size|width|height|zoom|version|count|limit|startups|delay|interval/i;

/** Whether a number may be shown: a few digits tell little, more of them may be a PIN. */
export const isHarmlessNumber = (key: string, digits: string): boolean =>
  digits.replace(/\D/g, '').length < 4 || numericKeys.test(key.slice(0, longest));

/** `/opt/x`, `~/x`, `./x`, `C:\x`, and no more in it than a path has. */
const isHarmlessPath = (text: string): boolean =>
  text.length <= longest &&
  /^(?:\/|~\/|\.{1,2}[/\\]|[A-Za-z]:[/\\])[\w ./\\()+-]*$/.test(text) &&
  !isMixed(text);

/** A server and perhaps a path of words: no name or password, no question. */
const isHarmlessAddress = (text: string): boolean =>
  /^https?:\/\/[A-Za-z0-9.-]{1,80}(?::\d{1,5})?(?:\/[A-Za-z._-]{0,30}){0,6}$/.test(text) && !isMixed(text);

/** Whether a run in it is long with digits among letters or capitals at random, or far longer than words are: so look keys. */
const isMixed = (text: string): boolean => text.split(/[^A-Za-z0-9_-]+/).some(looksRandom);

function looksRandom(run: string): boolean {
  const pieces = run.split(/[_-]+/);
  if (pieces.some((piece) => piece.length >= 24)) return true;
  const isMixture = (piece: string): boolean =>
    /[A-Za-z]\d|\d[A-Za-z]|[a-z][A-Z][^a-z]|[a-z][A-Z].[A-Z]/.test(piece);
  return (
    run.length >= 10 && pieces.some((piece) => isMixture(piece) && (run.length >= 16 || piece.length >= 10))
  );
}

/** The stretches of a comment that may not be shown, counted from its start. */
export function secretInComment(comment: string): [from: number, to: number][] {
  const found: [from: number, to: number][] = [];
  for (const { 0: said, index } of comment.matchAll(/\S+/g)) {
    const from = index;
    if (!isHarmlessWord(said)) found.push([from, from + said.length]);
    // What is said of a secret may be the secret.
    if (said.length > longest || secretNames.test(said) || /[=:]/.test(said)) {
      const rest = from + said.length;
      return isHarmlessWord(said) ? withRest(found, rest, comment) : withRest(found, from, comment);
    }
  }
  return found;
}

/** All the rest but blanks at line ends, so that lines stay lines. */
function withRest(found: [from: number, to: number][], from: number, comment: string): typeof found {
  const words = [...comment.slice(from).matchAll(/\S+/g)];
  const rest = words.map(({ 0: said, index }): [number, number] => [
    from + index,
    from + index + said.length,
  ]);
  return [...found.filter(([start]) => start < from), ...rest];
}

const isHarmlessWord = (said: string): boolean =>
  /^(?:\/\/+|\/\*+|\*+\/?|[-–—#]+)?(?:[(“‘"']?\p{L}[\p{L}’'-]{0,20}[)”’"'.,;:!?]{0,3}|\d{1,3}[.,;:]?|)(?:\*\/)?$/u.test(
    said,
  );
