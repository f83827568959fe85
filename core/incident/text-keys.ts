/** Whose the keys in a suspicious text are, and their tokens for as long as this program runs: they prove the revocation. */
import type { Failure } from '../../shared/failure.ts';
import type { AssetRef, FoundInText, FoundKey, TextMatch } from '../../shared/incident.ts';
import { itemKey } from '../../shared/incident-count.ts';
import { ok, type Result } from '../../shared/result.ts';
import { tokenHint } from '../../shared/tokens.ts';
import type { SignedIn } from '../account/account.ts';
import { type HeldToken, isSameServer } from '../convene/held-token.ts';
import { type KeyInList, tryToken } from '../scan/try-token.ts';
import { isLive, type SeenHere } from './assets.ts';
import type { AssetsLook } from './assets-look.ts';
import { tokensIn } from './find-in-text.ts';
import type { HeldHere, IncidentDeps } from './incident-deps.ts';
import type { SeenKey } from './look.ts';
import { marketIdOf } from './markets.ts';

export interface TextKeys {
  /** Loads the lists anew first. What is not held here is tried once at the server of whoever is signed in. */
  find(text: string): Promise<Result<TextMatch>>;
  /** The token of a key, where a text held it. */
  tokenOf(ref: AssetRef): HeldToken | undefined;
  /** All of them, or those that `which` says. */
  forget(which?: (item: string) => boolean): void;
  close(): void;
}

type Deps = Pick<IncidentDeps, 'account' | 'keys' | 'heldTokens'> & {
  readonly look: Pick<AssetsLook, 'now' | 'last'>;
};

/** Whole keys of a text that are looked at in one go; each may be a request. */
const mostTold = 20;

export function createTextKeys(deps: Deps): TextKeys {
  const { account, keys, look } = deps;
  /** By `itemKey`. In memory alone. */
  const tokens = new Map<string, HeldToken>();
  let asker = askerOf(account);
  // Somebody else has no business with what was pasted before.
  const stopListening = account.onChange(() => {
    const now = askerOf(account);
    if (now === undefined && account.view().state !== 'signed-out') return;
    if (now !== asker) tokens.clear();
    asker = now;
  });

  async function find(text: string): Promise<Result<TextMatch>> {
    const who = account.signedIn();
    if (!who.ok) return who;
    const { whole, endings, cutShort } = tokensIn(text);
    const more = Math.max(0, whole.length - mostTold);
    if (whole.length + endings.length === 0) return ok({ found: [], cutShort, more, unread: [] });
    const [now] = await Promise.all([look.now(), keys.refresh()]);
    const held = await deps.heldTokens(now.map(({ market }) => market));
    const context: Context = { who: who.value, now, last: look.last(), held };
    const found: FoundInText[] = [];
    // One after another: which key a try was counted for tells whose it is.
    for (const token of whole.slice(0, mostTold)) found.push(await tell(context, token, tokens));
    for (const ending of endings) found.push(byEnding(context, ending));
    const unread = now
      .filter((seen) => !seen.keys)
      .map(({ market }) => ({ marketId: market.id, market: market.name, look: market.keys }));
    return ok({ found, cutShort, more, unread });
  }

  return {
    find,
    tokenOf: (ref) => tokens.get(itemKey(ref)),
    forget(which = () => true) {
      for (const item of tokens.keys()) if (which(item)) tokens.delete(item);
    },
    close() {
      stopListening();
      tokens.clear();
    },
  };
}

function askerOf(account: Deps['account']): string | undefined {
  const now = account.view();
  return now.state === 'signed-in' ? `${now.server.address} ${now.person.id}` : undefined;
}

interface Context {
  readonly who: SignedIn;
  /** The person's markets just now. */
  readonly now: readonly SeenHere[];
  /** What is known of them from before, where they don't answer. */
  readonly last: readonly SeenHere[];
  readonly held: readonly HeldHere[];
}

async function tell(context: Context, token: string, tokens: Map<string, HeldToken>): Promise<FoundInText> {
  const hint = tokenHint(token);
  const here = context.held.find(({ held }) => held.token === token);
  if (here) return toldByHeld(context, here, tokens);
  const lists = context.now.map(({ market, keys }) => ({ organizationId: market.organizationId, keys }));
  const tried = await tryToken(context.who.convene, lists, token);
  if (!tried.ok) return byEnding(context, hint, tried.error);
  switch (tried.value.is) {
    case 'key': {
      const key = inMarket(context, tried.value.found);
      if (!key) return { is: 'not-told', tokenHint: hint };
      tokens.set(itemKey({ what: 'key', ...key }), tried.value.held);
      return { is: 'key', tokenHint: hint, by: 'token', key };
    }
    case 'refused':
      return { is: 'revoked', tokenHint: hint, names: tried.value.keys.map(({ key }) => key.name) };
    case 'alike': {
      const keys = tried.value.keys.flatMap((one) => inMarket(context, one) ?? []);
      if (keys.length > 0) return amongAlike(hint, keys);
      const { organizationId } = tried.value;
      const works = context.now.find(({ market }) => market.organizationId === organizationId);
      return { is: 'not-told', tokenHint: hint, ...(works ? { market: works.market.name } : {}) };
    }
    case 'elsewhere':
      return { is: 'elsewhere', tokenHint: hint, market: tried.value.organization.name };
    case 'unlisted':
      return { is: 'unknown', tokenHint: hint };
  }
}

/** Nothing is sent for a key that is held here: whose it is was noted when it came. */
function toldByHeld(context: Context, here: HeldHere, tokens: Map<string, HeldToken>): FoundInText {
  const hint = tokenHint(here.held.token);
  const { server } = context.who.convene;
  const { organizationId, organizationName, keyId, keyName } = here;
  if (!isSameServer(here.held.server, server))
    return { is: 'elsewhere', tokenHint: hint, market: organizationName, server: here.held.server };
  const market = context.now.find((seen) => seen.market.organizationId === organizationId)?.market;
  if (!market) return { is: 'elsewhere', tokenHint: hint, market: organizationName };
  const listed = keysOf(context, market.id).find(({ id }) => id === keyId);
  if (listed && !isLive(listed)) return { is: 'revoked', tokenHint: hint, names: [listed.name] };
  const key = { id: keyId, name: listed?.name ?? keyName, tokenHint: hint, marketId: market.id };
  tokens.set(itemKey({ what: 'key', ...key }), here.held);
  return { is: 'key', tokenHint: hint, by: 'token', key: { ...key, market: market.name } };
}

/** By its last letters alone, with why it couldn't be tried. One of several is never taken for the other. */
function byEnding(context: Context, hint: string, failure?: Failure): FoundInText {
  const alike = context.now.flatMap(({ market }) =>
    keysOf(context, market.id)
      .filter((key) => key.token_hint === hint)
      .map((key) => ({ key, found: foundKey(key, market) })),
  );
  const live = alike.filter(({ key }) => isLive(key)).map(({ found }) => found);
  const why = failure ? { failure } : {};
  if (live.length > 0) return { ...amongAlike(hint, live), ...why };
  const isAllRead = context.now.every(({ keys }) => keys !== undefined);
  if (failure || !isAllRead) return { is: 'not-told', tokenHint: hint, ...why };
  return alike.length > 0
    ? { is: 'revoked', tokenHint: hint, names: alike.map(({ key }) => key.name) }
    : { is: 'unknown', tokenHint: hint };
}

function amongAlike(
  hint: string,
  keys: FoundKey[],
): Extract<FoundInText, { is: 'key' }> | Extract<FoundInText, { is: 'several' }> {
  const [only, another] = keys;
  return only && !another
    ? { is: 'key', tokenHint: hint, by: 'ending', key: only }
    : { is: 'several', tokenHint: hint, keys };
}

/** As they are listed just now, else as they were seen last. */
const keysOf = ({ now, last }: Context, marketId: string): readonly SeenKey[] =>
  now.find(({ market }) => market.id === marketId)?.keys ??
  last.find(({ market }) => market.id === marketId)?.keys ??
  [];

function inMarket({ now, who }: Context, { organizationId, key }: KeyInList): FoundKey | undefined {
  const id = marketIdOf({ server: who.convene.server, organizationId });
  const seen = now.find(({ market }) => market.id === id);
  return seen && foundKey(key, seen.market);
}

const foundKey = (
  { id, name, token_hint }: Pick<SeenKey, 'id' | 'name' | 'token_hint'>,
  market: SeenHere['market'],
): FoundKey => ({ id, name, tokenHint: token_hint, marketId: market.id, market: market.name });
