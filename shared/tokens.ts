/** The three kinds of token, by their prefixes. The contract: `docs/convene-contract.md`. */
const keyPattern = /^fm_org_[A-Za-z0-9]{20,}$/;
const anyToken = /fm_(?:org|session|refresh)_[A-Za-z0-9_-]{8,}/g;

export const isKeyToken = (text: string): boolean => keyPattern.test(text);

/** The four last characters, as Convene shows them: `…a1b2`. */
export const tokenHint = (token: string): string => `…${token.slice(-4)}`;

/** For anything that will be written down: every token becomes its prefix and hint. */
export const withoutTokens = (text: string): string =>
  text.replace(anyToken, (token) => `${token.slice(0, token.indexOf('_', 3) + 1)}[hidden]`);
