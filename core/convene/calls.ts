import { organizationHeader } from '../../shared/convene/names.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';

export const forOrganization = (organizationId: string) => ({ [organizationHeader]: organizationId });

/** A path of dots would be another address. */
export const isPath = (id: string): boolean => /^\.{0,2}$/.test(id);

/** Nothing is proved, and no list is dated, by this computer's own clock. */
export const noServerTime = (what: string) =>
  failed(failure('unexpected-answer', { detail: `${what}: no server time` }));
