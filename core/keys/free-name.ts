import { numberedName } from '../../shared/keys/key-name.ts';

/** The name if no working key has it, else the first of `… (2)`, `… (3)` that none has. */
export function freeName(
  name: string,
  keys: readonly { readonly name: string; readonly revoked: boolean }[],
): string {
  const taken = new Set(keys.filter(({ revoked }) => !revoked).map((key) => key.name));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = numberedName(name, number);
  return free;
}
