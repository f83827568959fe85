/**
 * Ids are unique within one server only, so whatever is noted of a key or an organization is noted under its server too.
 * Answers the name of such a note.
 */
export const scopedId = (server: string, ...ids: readonly string[]): string =>
  [new URL(server).origin, ...ids].join(' ');

/** Within what a key's id is unique for certain. */
export interface KeyScope {
  readonly server: string;
  readonly organizationId: string;
}
