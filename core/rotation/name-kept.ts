import { failureTraits } from '../../shared/failure-traits.ts';
import { withoutRenewal } from '../../shared/keys/key-name.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Account } from '../account/account.ts';
import { sessionAt } from '../account/session-at.ts';
import type { Step } from '../operations/operation.ts';
import type { DeviceName } from '../this-computer/device-name.ts';

interface Replaced {
  readonly oldKey: { readonly id: string; readonly name: string };
  readonly newKey?: { readonly id: string; readonly name: string; readonly tokenHint: string } | undefined;
  /** The date stays behind the name: nothing may wait for a name. */
  readonly keepsDate?: true | undefined;
}

/**
 * The successor takes the name by which people and scripts know the key: it is free once the old one is revoked. Where the server
 * can't rename, or somebody has taken the name meanwhile, the date stays behind it, and nothing is lost but that.
 */
export const nameKept = <D extends Replaced>(
  account: Pick<Account, 'sessionFor' | 'view'>,
  record: (id: string, key: { readonly id: string; readonly name: string }) => Promise<Result<void>>,
  deviceName: Pick<DeviceName, 'nameNow'>,
): Step<D> => ({
  id: 'name-kept',
  onlyForward: true,
  addedLater: true,
  async run({ id, owner, data }) {
    const { oldKey, newKey } = data;
    const { server, organizationId } = owner;
    const name = withoutRenewal(
      deviceName.nameNow({ server, organizationId, keyId: oldKey.id }, oldKey.name),
    );
    if (!newKey || newKey.name === name || data.keepsDate)
      return ok({ data, ...(newKey ? { fact: { name: newKey.name } } : {}) });
    const who = sessionAt(account, owner);
    if (!who.ok) return who;
    const renamed = await who.value.convene.renameKey(owner.organizationId, newKey.id, name);
    if (!renamed.ok)
      return failureTraits(renamed.error.code).retryable
        ? renamed
        : ok({ data, fact: { name: newKey.name } });
    const recorded = await record(id, { id: newKey.id, name });
    return recorded.ok ? ok({ data: { ...data, newKey: { ...newKey, name } }, fact: { name } }) : recorded;
  },
});
