import { z } from 'zod';
import { wireKeySchema } from '../../shared/convene/wire.ts';
import { type KeyScope, scopedId } from '../convene/server-scope.ts';

const knownListSchema = z.strictObject({ asOf: z.iso.datetime(), keys: z.array(wireKeySchema) });
export type KnownList = z.infer<typeof knownListSchema>;

/**
 * The last list that Convene gave of each organization, for when it can't be reached; by server and organization. Older
 * versions wrote the organization alone: such a list stands until the next one of that organization comes.
 */
export const knownKeysFileSchema = z.strictObject({
  organizations: z.record(z.string(), knownListSchema),
});
export type KnownKeysFile = z.infer<typeof knownKeysFileSchema>;

export const noKnownKeys = (): KnownKeysFile => ({ organizations: {} });

const nameOf = ({ server, organizationId }: KeyScope): string => scopedId(server, organizationId);

export const knownList = ({ organizations }: KnownKeysFile, scope: KeyScope): KnownList | undefined =>
  organizations[nameOf(scope)] ?? organizations[scope.organizationId];

export function withKnownList(file: KnownKeysFile, scope: KeyScope, list: KnownList): KnownKeysFile {
  const { [scope.organizationId]: _older, ...others } = file.organizations;
  return { organizations: { ...others, [nameOf(scope)]: list } };
}

/** Every list, with the id of its organization. */
export const allKnownLists = ({
  organizations,
}: KnownKeysFile): readonly { organizationId: string; list: KnownList }[] =>
  Object.entries(organizations).map(([name, list]) => ({
    organizationId: name.split(' ').at(-1) ?? name,
    list,
  }));
