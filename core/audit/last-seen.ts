import { z } from 'zod';
import { type KeyScope, scopedId } from '../convene/server-scope.ts';

/**
 * When the person last looked at an organization's audit log, by Convene's clock; by server and organization. Older versions
 * wrote the organization alone, which counts until the next look.
 */
export const lookedFileSchema = z.strictObject({
  organizations: z.record(z.string(), z.strictObject({ lookedAt: z.iso.datetime({ offset: true }) })),
});
export type LookedFile = z.infer<typeof lookedFileSchema>;

export const neverLooked = (): LookedFile => ({ organizations: {} });

const nameOf = ({ server, organizationId }: KeyScope): string => scopedId(server, organizationId);

export const lookedAtIn = ({ organizations }: LookedFile, scope: KeyScope): string | undefined =>
  (organizations[nameOf(scope)] ?? organizations[scope.organizationId])?.lookedAt;

export function withLookedAt(file: LookedFile, scope: KeyScope, lookedAt: string): LookedFile {
  const { [scope.organizationId]: _older, ...others } = file.organizations;
  return { organizations: { ...others, [nameOf(scope)]: { lookedAt } } };
}
