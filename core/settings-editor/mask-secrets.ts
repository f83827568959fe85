/** Where secrets may stand in settings: by the name of their key, by what stands before them, by how they look. */

export const dots = '••••••';

const secretKeys = /key|token|secret|passw|auth|credential|cookie|session|signature|bearer|private/i;

/** Everything below these may be secret, whatever its name. */
const secretGroups = new Set(['env', 'headers', 'inputs']);

/** Flags whose value follows as the next argument. */
const secretFlag =
  /^--?(?:[\w-]*(?:key|token|secret|passw|auth|credential|header|cookie|user)[\w-]*|[HuUpk])$/i;

/** Whether all below a key is hidden. */
export const hidesAllBelow = (key: string): boolean =>
  secretGroups.has(key.toLowerCase()) || secretKeys.test(key);

/** Whether the argument after this one is hidden. */
export const announcesSecret = (argument: string): boolean => secretFlag.test(argument);

/** Forms of keys and passwords that are told by their looks alone. */
const looks = [
  /fm_(?:org|session|refresh)_/,
  /\b(?:sk|pk|rk|ghp|gho|ghs|ghu|glpat|xox[a-z]|AKIA|AIza|eyJ|npm_|hf_|dop_v1)[-_A-Za-z0-9]/,
  /\b(?:Bearer|Basic|Token)\s+\S/i,
  // A name with a value, as in `--token=…` or `API_KEY=…`.
  /^-{0,2}[\w.-]+=./,
  // A user's name and password, or a question, in an address.
  /:\/\/[^/\s]*@|\?.+=/,
  // Long and mixed, without being a path, an address without a question, or words.
  /(?=[^\s/\\]*\d)(?=[^\s/\\]*[A-Za-z])[^\s/\\]{20,}/,
  /[A-Za-z0-9+/_-]{32,}={0,2}(?:$|[^\w/.-])/,
];

export const looksSecret = (text: string): boolean => looks.some((look) => look.test(text));
