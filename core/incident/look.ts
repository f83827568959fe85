/** Looking through markets: which keys work there, and who is signed in with the companion. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WireKey, WireSession } from '../../shared/convene/wire.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failureTraits } from '../../shared/failure-traits.ts';
import type { Look, Market } from '../../shared/incident.ts';
import type { Result } from '../../shared/result.ts';
import type { SignedIn } from '../account/account.ts';

export type SeenKey = Pick<
  WireKey,
  'id' | 'name' | 'token_hint' | 'created_at' | 'created_by' | 'last_used_at' | 'revoked_at'
>;

export interface SeenSession extends WireSession {
  /** Whose it is, where it isn't the person's who asked. */
  readonly person?: { readonly name: string; readonly email: string };
}

/** One market as it was just now. What couldn't be had is absent; a session stands in the first market that names it. */
export interface Seen {
  readonly market: Market;
  /** By whom it was looked through; absent where nobody could. */
  readonly by?: SignedIn;
  readonly keys?: readonly SeenKey[] | undefined;
  readonly sessions?: readonly SeenSession[] | undefined;
}

export interface ToLookAt {
  readonly market: Market;
  readonly who: Result<SignedIn>;
}

/**
 * Looks through all of them at once. Never fails: each says what came of it. With `waitMs`, so many milliseconds after the first
 * one has answered the others count as not looked at yet.
 */
export async function lookAround(places: readonly ToLookAt[], waitMs?: number): Promise<Seen[]> {
  const own = ownSessionsOnce();
  const looks = places.map((place) => lookInto(place, own));
  const late =
    waitMs === undefined ? undefined : looks[0]?.then(() => delay(waitMs, undefined, { ref: false }));
  const seen = await Promise.all(
    looks.map((look, at) => {
      const place = places[at];
      return late && place ? Promise.race([look, late.then(() => notSeenYet(place))]) : look;
    }),
  );
  const told = new Set<string>();
  return seen.map((one) => ({
    ...one,
    sessions: one.sessions?.filter(({ id }) => {
      const name = `${one.market.server} ${id}`;
      if (told.has(name)) return false;
      told.add(name);
      return true;
    }),
  }));
}

function notSeenYet({ market }: ToLookAt): Seen {
  const look: Look = { state: 'waiting', failure: failure('timed-out') };
  return { market: { ...market, keys: look, sessions: look } };
}

type OwnSessions = (who: SignedIn) => Promise<Result<{ sessions: WireSession[] }>>;

/** They are the same in every organization of a server. */
function ownSessionsOnce(): OwnSessions {
  const asked = new Map<string, ReturnType<OwnSessions>>();
  return (who) => {
    const answer = asked.get(who.convene.server) ?? who.convene.listSessions();
    asked.set(who.convene.server, answer);
    return answer;
  };
}

async function lookInto({ market, who }: ToLookAt, ownSessions: OwnSessions): Promise<Seen> {
  if (!who.ok) return { market: { ...market, keys: lookAfter(who.error), sessions: lookAfter(who.error) } };
  const { convene, organization, person } = who.value;
  const [keys, own, team] = await Promise.all([
    convene.listKeys(organization.id),
    ownSessions(who.value),
    convene.listTeamSessions(organization.id),
  ]);
  return {
    by: who.value,
    market: {
      ...market,
      keys: keys.ok ? { state: 'looked' } : lookAfter(keys.error),
      sessions: own.ok ? (team.ok ? { state: 'looked' } : lookAfter(team.error)) : lookAfter(own.error),
    },
    keys: keys.ok ? keys.value.keys : undefined,
    sessions:
      own.ok || team.ok
        ? [
            ...(own.ok ? own.value.sessions : []),
            ...(team.ok
              ? team.value.map(({ person: whose, ...session }) => ({
                  ...session,
                  ...(whose.id === person.id ? {} : { person: { name: whose.name, email: whose.email } }),
                }))
              : []),
          ]
        : undefined,
  };
}

/** A clear no is Convene's; anything else is asked again. */
function lookAfter(failure: Failure): Look {
  const { retryable, outcomeUnknown } = failureTraits(failure.code);
  const asksAgain = retryable || outcomeUnknown || failure.code === 'internal';
  return { state: asksAgain ? 'waiting' : 'not-allowed', failure };
}

/** How far a market is known after one more look: what was looked through once stays so. */
export const afterLook = (before: Look, now: Look): Look =>
  before.state === 'looked' && now.state === 'waiting' ? before : now;
