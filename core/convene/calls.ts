import { organizationHeader } from '../../shared/convene/names.ts';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';

export const forOrganization = (organizationId: string) => ({ [organizationHeader]: organizationId });

/** A path of dots would be another address. */
export const isPath = (id: string): boolean => /^\.{0,2}$/.test(id);

/** Nothing is proved, and no list is dated, by this computer's own clock. */
export const noServerTime = (what: string) =>
  failed(failure('unexpected-answer', { detail: `${what}: no server time` }));

/** Statuses of a server that knows no such call: of Convene it is only assumed. */
const unknownCall: ReadonlySet<number> = new Set([404, 405, 501]);

/** A server that can't do it at all answers as one that knows no such thing: `not-found`. */
export const whereUnknown = (error: Failure): Failure =>
  unknownCall.has(error.status ?? 0) ? { ...error, code: 'not-found' } : error;
