import type { IncidentImpact, IncidentMarket } from '../../shared/incident.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { sinceWhen } from './created-since.ts';
import { assessImpact } from './impact.ts';
import type { Incident } from './incidents-file.ts';
import type { Rounds } from './rounds.ts';

const mostLines = 200;

/** What the keys did in all markets, each asked with its own session. A failure only where none could be read. */
export async function impactIn(
  rounds: Pick<Rounds, 'askerIn'>,
  incident: Incident,
): Promise<Result<IncidentImpact>> {
  const since = new Date(sinceWhen(incident)).toISOString();
  const concerned = incident.markets.filter(({ id }) =>
    incident.items.some(({ what, marketId }) => what === 'key' && marketId === id),
  );
  const answers = await Promise.all(
    concerned.map(async (market) => ({ market, impact: await ofMarket(rounds, incident, market, since) })),
  );
  const read = answers.flatMap(({ impact }) => (impact.ok ? [impact.value] : []));
  const unread = answers.flatMap(({ market, impact }) =>
    impact.ok ? [] : [{ marketId: market.id, failure: impact.error }],
  );
  const [why] = unread;
  if (read.length === 0 && why) return failed(why.failure);
  return ok({
    since,
    // The one that was asked first: nothing is known of what came after it.
    until: read.map(({ until }) => until).sort()[0] ?? since,
    unread,
    keys: read.flatMap(({ keys }) => keys),
    lines: read
      .flatMap(({ lines }) => lines)
      .sort((one, other) => other.at.localeCompare(one.at))
      .slice(0, mostLines),
  });
}

async function ofMarket(
  rounds: Pick<Rounds, 'askerIn'>,
  incident: Incident,
  market: IncidentMarket,
  since: string,
): Promise<Result<IncidentImpact>> {
  const who = rounds.askerIn(incident, market);
  if (!who.ok) return who;
  const { convene } = who.value;
  const { organizationId } = market;
  return assessImpact(
    { convene, organizationId, since, hourOf: (at) => new Date(at).getHours() },
    incident.items.filter(({ marketId }) => marketId === market.id),
  );
}
