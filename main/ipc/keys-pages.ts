import type { Companion } from '../../core/companion.ts';
import { keysPage, type LeftBehind } from '../../core/keys/left-behind.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';

/** The web pages where keys are managed by hand: those of the servers that this companion knows of, and no other address. */
export interface KeysPages {
  /** That of the server that is signed in to; of the usual one while nobody is. */
  here(): string;
  /** An address that the page was told, or `here` for null. `bad-input` for any other. */
  find(address: string | null): Promise<Result<string>>;
  /** Signing out has named these; the session that would tell them is gone. */
  told(left: readonly LeftBehind[]): void;
}

export function createKeysPages({
  account,
  connections,
  revocations,
  productionServer,
}: Pick<Companion, 'account' | 'connections' | 'revocations' | 'productionServer'>): KeysPages {
  let named: readonly string[] = [];
  const here = (): string => {
    const now = account.view();
    return keysPage('server' in now ? now.server.address : productionServer);
  };

  async function known(): Promise<string[]> {
    const connected = await connections.list();
    const servers = await Promise.all((connected.ok ? connected.value : []).map(connections.server));
    return [
      here(),
      keysPage(productionServer),
      ...revocations.view().open.flatMap(({ address }) => address ?? []),
      ...servers.flatMap((server) => (server === undefined ? [] : [keysPage(server)])),
      ...named,
    ];
  }

  return {
    here,
    async find(address) {
      if (address === null) return ok(here());
      const found = (await known()).find((one) => one === address);
      return found === undefined ? failed(failure('bad-input', { name: address })) : ok(found);
    },
    told(left) {
      named = left.flatMap(({ address }) => address ?? []);
    },
  };
}
