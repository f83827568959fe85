import { deviceId } from '../../shared/keys/device-name.ts';
import { numberedName, parseKeyName, withoutNumber } from '../../shared/keys/key-name.ts';

/**
 * The name if no working key has it, else the first with a number, `… (2)`, that none has; and no other key is on a device of that
 * number either: that would be a third computer.
 */
export function freeName(
  name: string,
  keys: readonly { readonly name: string; readonly revoked: boolean }[],
): string {
  const live = keys.filter(({ revoked }) => !revoked).map((key) => key.name);
  const [names, devices] = [new Set(live), new Set(live.flatMap(deviceIn))];
  const plain = withoutNumber(name);
  let free = name;
  for (
    let number = 2;
    names.has(free) || (free !== name && deviceIn(free).some((id) => devices.has(id)));
    number += 1
  )
    free = numberedName(plain, number);
  return free;
}

function deviceIn(name: string): string[] {
  const device = parseKeyName(name)?.device;
  return device === undefined ? [] : [deviceId(device)];
}
