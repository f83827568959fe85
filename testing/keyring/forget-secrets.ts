import { Message, type MessageBus } from '@jellybrick/dbus-next';
import { keychainService } from '../../core/keychain/accounts.ts';

/** Removes every item of this program from the keychain on a bus, so that the next test finds it as a new one. */
export async function forgetSecrets(bus: MessageBus): Promise<void> {
  const found = await call(bus, '/org/freedesktop/secrets', 'Service', 'SearchItems', 'a{ss}', [
    { service: keychainService },
  ]);
  const [unlocked, locked] = found as [string[], string[]];
  for (const path of [...unlocked, ...locked]) await call(bus, path, 'Item', 'Delete', '', []);
}

async function call(
  bus: MessageBus,
  path: string,
  of: string,
  member: string,
  signature: string,
  body: unknown[],
): Promise<unknown[]> {
  const answer = await bus.call(
    new Message({
      destination: 'org.freedesktop.secrets',
      path,
      interface: `org.freedesktop.Secret.${of}`,
      member,
      signature,
      body,
    }),
  );
  return answer?.body ?? [];
}
