import { readFileSync } from 'node:fs';

/** What Linux says of one process, in MB: `Pss` counts what is shared by its share, `Private` what is its own alone. */
export function megabytes(pid: number, what: 'Pss' | 'Private'): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? Number.NaN) / 1_000;
  return what === 'Pss' ? of('Pss') : of('Private_Clean') + of('Private_Dirty');
}
