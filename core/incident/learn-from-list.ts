import type { KeyView } from '../../shared/keys/key-view.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { Log } from '../log.ts';
import { isSettled } from './contain.ts';
import type { IncidentNotes } from './incident-notes.ts';

/** The list says by itself what another companion, or somebody by hand, has revoked. */
export function learnFrom(
  notes: Pick<IncidentNotes, 'all' | 'changeItem'>,
  list: readonly KeyView[],
  { server, organizationId }: KeyScope,
  log: Log,
): void {
  for (const { id: incidentId, items, markets } of notes.all()) {
    const market = markets.find(
      (one) => one.organizationId === organizationId && isSameServer(one.server, server),
    );
    for (const item of items) {
      if (item.marketId !== market?.id || item.what !== 'key') continue;
      if (isSettled(item) || item.status === 'working') continue;
      const key = list.find(({ id }) => id === item.id);
      if (!key || key.revokedAt === null || key.revocationNotConfirmed) continue;
      const { failure: _failure, nextTryAt: _next, ...rest } = item;
      const proof = key.proof ?? { kind: 'confirmed' as const, revokedAt: key.revokedAt };
      notes
        .changeItem(incidentId, { ...rest, status: 'done', settledAt: key.revokedAt, proof })
        .catch((error: unknown) => log('incident: not noted', { error: String(error) }));
    }
  }
}
