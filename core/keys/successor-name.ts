import { renewedName } from '../../shared/keys/renewed-name.ts';

/** A successor's name: the old key has its own for as long as it works. */
export function successorName(name: string, now: Date): string {
  const usual = renewedName(name, now);
  return usual === name ? renewedName(name, now, true) : usual;
}
