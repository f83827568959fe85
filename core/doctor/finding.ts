import type { Finding, FixId } from '../../shared/doctor.ts';
import type { Failure } from '../../shared/failure.ts';

/** What was found of one part, without its name. */
export type Check = Pick<Finding, 'status' | 'failure' | 'fact' | 'fix'>;

export const notChecked: Check = { status: 'not-checked' };

export const good = (fact?: string): Check => ({ status: 'good', fact });

export const bad = (failure: Failure, fix?: FixId): Check => ({
  status: 'bad',
  failure,
  fix,
});
