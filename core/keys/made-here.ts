/** Which keys this companion made: no other sign of it is at Convene, where a stolen sign-in makes them in the same name. */
import { z } from 'zod';
import { ok, type Result } from '../../shared/result.ts';
import type { Convene } from '../convene/convene.ts';
import { isSameServer } from '../convene/held-token.ts';
import type { KeyScope } from '../convene/server-scope.ts';
import type { StateFile } from '../files/state-file.ts';
import type { Log } from '../log.ts';

/** The newest last. No secrets, and no names. */
export const madeHereFileSchema = z.strictObject({
  keys: z.array(z.strictObject({ server: z.url(), organizationId: z.string(), keyId: z.string() })),
});
export type MadeHereFile = z.infer<typeof madeHereFileSchema>;

export const nothingMadeHere = (): MadeHereFile => ({ keys: [] });

/** Older ones are forgotten: what was made since a device was lost isn't among them. */
const mostKept = 2_000;

export interface MadeHere {
  /** The same client, which notes every key that it makes. */
  noting(convene: Convene): Convene;
  /** A failure is no answer: what is in the file isn't known then. */
  keyIds(within: KeyScope): Promise<Result<ReadonlySet<string>>>;
  forgetAll(): Promise<Result<void>>;
}

export function createMadeHere({
  file,
  log,
}: {
  readonly file: StateFile<MadeHereFile>;
  readonly log: Log;
}): MadeHere {
  async function note(made: MadeHereFile['keys'][number]): Promise<void> {
    const saved = await file.update(
      ({ keys }) => ({
        keys: [...keys.filter(({ keyId }) => keyId !== made.keyId), made].slice(-mostKept),
      }),
      { ifBusy: 'go-on' },
    );
    if (!saved.ok) log('key not noted as made here', { failure: saved.error });
  }
  return {
    noting: (convene) => ({
      ...convene,
      async createKey(organizationId, name, idempotencyKey) {
        const created = await convene.createKey(organizationId, name, idempotencyKey);
        if (created.ok) await note({ server: convene.server, organizationId, keyId: created.value.id });
        return created;
      },
    }),
    async keyIds({ server, organizationId }) {
      const saved = await file.read();
      if (!saved.ok) return saved;
      const there = saved.value.keys.filter(
        (one) => one.organizationId === organizationId && isSameServer(one.server, server),
      );
      return ok(new Set(there.map(({ keyId }) => keyId)));
    },
    forgetAll: () => file.remove(),
  };
}
